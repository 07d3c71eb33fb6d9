"""A private server per test, in a folder of its own."""

import os
import shutil

import pytest

from devtools.database import Hold


@pytest.fixture
def holds(tmp_path):
    """Return a function that gives further holds of one private server."""
    given = []

    def another() -> Hold:
        given.append(Hold(tmp_path / "local"))
        return given[-1]

    yield another
    for hold in given:
        hold.release()
    if given:
        given[0].cluster.stop()
        if os.geteuid() == 0:
            shutil.rmtree(given[0].cluster.account.home)
