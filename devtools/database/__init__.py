"""The private development database: it runs for as long as somebody holds it.

``make run``, ``manage.py`` and ``pytest`` each hold it while they work; whoever leaves
last stops it. A holder that is killed lets go too, because the kernel frees its lock.
"""

import atexit
import os
import shutil
import sys
from pathlib import Path
from typing import IO

from devtools import development, locks, running
from devtools.console import Trouble
from devtools.database.cluster import Cluster
from devtools.paths import LOCAL

DATABASE = "portal"


class Hold:
    """One user of the private server."""

    def __init__(self, home: Path = LOCAL) -> None:
        home.mkdir(exist_ok=True)
        self.cluster = Cluster.at(home)
        self._lock = self.cluster.data.with_suffix(".lock")
        self._users = self.cluster.data.with_suffix(".users")
        self._mine: IO[str] | None = None

    def take(self, database: str = DATABASE) -> str:
        """Start the server if it does not run; return the URL of the database in it."""
        with locks.exclusive(self._lock):
            if self._mine is None:
                if not locks.is_held(self._users):
                    self.cluster.stop()  # a killed user left it, as it was set then
                self._mine = locks.share(self._users)
            self.cluster.ensure_running()
            self.cluster.create(database)
        return self.cluster.url(database)

    def mend(self) -> bool:
        """Start the server again if it died; return whether it had."""
        with locks.exclusive(self._lock):
            return self.cluster.ensure_running()

    def release(self) -> None:
        """Let go, and stop the server if nobody else holds it."""
        if self._mine is None:
            return
        with locks.exclusive(self._lock):
            self._mine.close()
            self._mine = None
            if not locks.is_held(self._users):
                self.cluster.stop()

    def delete(self) -> None:
        """Stop the server and delete its data, unless somebody works with it."""
        with locks.exclusive(self._lock):
            if locks.is_held(self._users):
                raise Trouble(
                    "The database is in use. Stop `make run` and the tests first."
                )
            self.cluster.stop()
            shutil.rmtree(self.cluster.data, ignore_errors=True)
        for data in self.cluster.data.parent.glob("pg*/"):  # of other versions
            if not locks.is_held(data.with_suffix(".users")):
                shutil.rmtree(data, ignore_errors=True)


def prepare() -> None:
    """Give this process the development settings, and the database that belongs to them."""
    for environment in running.environments()[:1]:
        development.adopt(environment)
    if os.environ.get("DATABASE_URL") or not development.is_meant():
        return  # what is still missing, the settings ask for
    try:
        hold = Hold()
        atexit.register(hold.release)
        os.environ["DATABASE_URL"] = hold.take()
    except Trouble as trouble:
        sys.exit(str(trouble))
    development.adopt(development.defaults())
