"""The development environment: made once, and never stronger than what is set."""

import os
import stat

import pytest

from devtools import development
from devtools.console import Trouble


def test_env_file_is_read_like_a_shell_would(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# why\nA=1\nexport B='two words'\n\nC=x#y # comment\nD=\nE=a=b\n")

    assert development.read_env_file(file) == {
        "A": "1",
        "B": "two words",
        "C": "x#y",
        "D": "",
        "E": "a=b",
    }


def test_missing_env_file_says_nothing(tmp_path):
    assert development.read_env_file(tmp_path / ".env") == {}


@pytest.mark.parametrize("line", ["no equals sign", "1A=2", 'A="open'])
def test_broken_line_is_named(tmp_path, line):
    file = tmp_path / ".env"
    file.write_text(f"A=1\n{line}\n")

    with pytest.raises(Trouble, match="line 2"):
        development.read_env_file(file)


def test_what_is_set_wins_over_the_env_file(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("SITE_NAME=file\nLOG_LEVEL=file\n")
    monkeypatch.setenv("SITE_NAME", "set")
    monkeypatch.delenv("LOG_LEVEL", raising=False)

    development.adopt(development.read_env_file(file))

    assert (os.environ["SITE_NAME"], os.environ["LOG_LEVEL"]) == ("set", "file")
    monkeypatch.delenv("LOG_LEVEL")


def test_empty_counts_as_unset(monkeypatch):
    monkeypatch.setenv("SITE_NAME", "")
    monkeypatch.delenv("LOG_LEVEL", raising=False)

    development.adopt({"SITE_NAME": "chosen", "LOG_LEVEL": ""})

    assert os.environ["SITE_NAME"] == "chosen"
    assert "LOG_LEVEL" not in os.environ


def test_keys_are_made_once_and_are_private(tmp_path, monkeypatch):
    monkeypatch.setattr(development, "LOCAL", tmp_path)
    monkeypatch.setattr(development, "KEYS", tmp_path / "keys.json")

    first = development.keys()

    assert development.keys() == first
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE(development.KEYS.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("environment", "meant"),
    [(None, True), ("development", True), ("production", False), ("test", False)],
)
def test_only_development_starts_a_database_by_itself(monkeypatch, environment, meant):
    monkeypatch.delenv("ENVIRONMENT")
    if environment:
        monkeypatch.setenv("ENVIRONMENT", environment)

    assert development.is_meant() == meant
