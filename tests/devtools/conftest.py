"""Private servers for each test, in a folder of its own."""

import os
import secrets
import shutil

import pytest

from devtools.database import Hold


@pytest.fixture
def local(tmp_path):
    """A folder of a name that is never used again.

    For root, the files of a server lie elsewhere, under a name made from the folder's; those
    of a killed run are there still when pytest counts its own folders from nought again.
    """
    return tmp_path / secrets.token_hex(4)


@pytest.fixture
def holds(local):
    """Return a function that gives further holds of the private server."""
    given = []

    def another() -> Hold:
        given.append(Hold(local))
        return given[-1]

    yield another
    for hold in given:
        hold.release()
        hold.cluster.stop()
    for home in {hold.cluster.account.home for hold in given}:
        if os.geteuid() == 0:
            shutil.rmtree(home)
