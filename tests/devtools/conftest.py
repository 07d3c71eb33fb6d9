"""Private servers for each test, in a folder of its own."""

import os
import shutil

import pytest

from devtools.database import Hold


@pytest.fixture
def holds(tmp_path):
    """Return a function that gives further holds of the private server."""
    given = []

    def another() -> Hold:
        given.append(Hold(tmp_path / "local"))
        return given[-1]

    yield another
    for hold in given:
        hold.release()
        hold.cluster.stop()
    for home in {hold.cluster.account.home for hold in given}:
        if os.geteuid() == 0:
            shutil.rmtree(home)
