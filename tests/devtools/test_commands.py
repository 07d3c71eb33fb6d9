"""What is typed wrong, and what the machine refuses, is answered in a line."""

import errno
import os

import pytest

from devtools import commands


@pytest.mark.parametrize("asked", [[], ["help"], ["--help"]])
def test_help_lists_every_target(capsys, asked):
    assert commands.main(asked) == 0

    told = capsys.readouterr().out
    assert all(f"make {name}" in told for name in ("run", "test", "check", "bench"))


def test_unknown_command_is_an_error_with_the_list(capsys):
    assert commands.main(["rnu"]) == 2

    assert "There is no command “rnu”" in capsys.readouterr().out


def test_superfluous_argument_is_refused(capsys):
    assert commands.main(["run", "8123"]) == 1

    assert "“run” takes no arguments" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "cannot be written"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_refusal_of_the_machine_is_one_line(capsys, monkeypatch, number, told):
    def refuse(name, arguments):
        raise OSError(number, os.strerror(number), "/somewhere")

    monkeypatch.setattr(commands, "start", refuse)

    assert commands.main(["run"]) == 1
    line = capsys.readouterr().err.strip()
    assert told in line
    assert "/somewhere" in line
    assert "\n" not in line
