"""PG_BIN, then the system, then the wheel; and only what can run the portal."""

import pytest

from devtools.console import Trouble
from devtools.database import binaries


@pytest.fixture
def installation(tmp_path):
    """Return a function that makes a pretended PostgreSQL and returns its bin folder."""

    def make(version, extensions=binaries.EXTENSIONS):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in ("initdb", "pg_ctl", "postgres"):
            program = folder / name
            program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
            program.chmod(0o755)
        known = tmp_path / version / "share" / "extension"
        known.mkdir(parents=True)
        for name in extensions:
            (known / f"{name}.control").touch()
        return folder

    return make


def only(monkeypatch, *system, wheel=()):
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(binaries, "SYSTEM", [str(one) for one in system])
    monkeypatch.setattr(binaries.shutil, "which", lambda name: None)
    found = [binaries.Binaries(one, "wheel") for one in wheel]
    monkeypatch.setattr(binaries, "wheel", lambda: found)


def test_pg_bin_comes_first(monkeypatch, installation):
    only(monkeypatch, installation("17.2"))
    monkeypatch.setenv("PG_BIN", str(installation("16.1")))

    assert binaries.find().version == "16.1"


def test_unfit_pg_bin_is_an_error_that_says_why(monkeypatch, installation):
    monkeypatch.setenv("PG_BIN", str(installation("14.9")))

    with pytest.raises(Trouble, match=r"version 14\.9; 15 or newer"):
        binaries.find()


def test_newest_of_the_system_comes_before_the_wheel(monkeypatch, installation):
    only(
        monkeypatch,
        installation("15.1"),
        installation("17.0"),
        wheel=[installation("18.6")],
    )

    assert binaries.find().version == "17.0"


def test_system_that_is_too_old_or_lacks_an_extension_is_passed_over(
    monkeypatch, installation
):
    bare = installation("16.0", extensions=["pg_trgm"])
    only(monkeypatch, installation("13.4"), bare, wheel=[installation("18.6")])

    assert binaries.find().source == "wheel"


def test_none_at_all_names_the_ways_out(monkeypatch):
    only(monkeypatch)

    with pytest.raises(Trouble, match=r"apt install postgresql.*DATABASE_URL"):
        binaries.find()
