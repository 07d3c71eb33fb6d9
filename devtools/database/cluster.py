"""A private PostgreSQL server: made once, started when needed, mended after a crash."""

import locale
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from devtools.console import FULL_DISK, Trouble, disk_full
from devtools.database import account, binaries
from devtools.processes import command_line

USER = "app"
BUILTIN_LOCALES = 17  # the first version of PostgreSQL that brings its own
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
# A crash of the machine may cost this database, never a crash of PostgreSQL.
fsync = off
full_page_writes = off
synchronous_commit = off
max_wal_size = 256MB
# Containers often give too little shared memory for parallel queries.
max_parallel_workers_per_gather = 0
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


class Cluster:
    """One data directory, named by its major version and locale, and the server over it."""

    def __init__(self, owner: account.Account, found: binaries.Binaries) -> None:
        self.account = owner
        self.binaries = owner.executable(found)
        # A directory keeps the locale it was made with: another one takes another name.
        locales = "-utf8" if found.major >= BUILTIN_LOCALES else ""
        self.data = owner.home / f"pg{found.major}{locales}"
        # Nor does it listen where another one may be listening still.
        self.sockets = owner.sockets / self.data.name
        self.log = self.data / "server.log"

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Return the cluster whose files lie in this folder, or in root's for it."""
        return cls(account.for_folder(folder), binaries.find())

    def url(self, database: str) -> str:
        return (
            f"postgresql://{USER}@/{database}?host={quote(str(self.sockets), safe='')}"
        )

    def ensure_running(self) -> bool:
        """Start the server unless it answers; return whether it had to be started."""
        if self.answers():
            return False
        self._clear_away_the_dead()
        for folder in (self.account.sockets, self.sockets):
            self.account.own(folder)
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        self._start()
        return True

    def answers(self) -> bool:
        """Tell whether a server takes a connection: the only proof of life."""
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def create(self, database: str) -> None:
        """Create a database unless it is there."""
        with self._connect() as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [database]
            ).fetchone()
            if not found:
                name = sql.Identifier(database)
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def stop(self) -> None:
        """Stop the server; open connections are closed."""
        for mode in ("fast", "immediate"):
            if self.postmaster() is None:
                return
            self._control("stop", "-m", mode, "-w", "-t", "20")

    def postmaster(self) -> int | None:
        """Return the process id of the living server over this data directory."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return pid if str(self.data) in command_line(pid) else None

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            user=USER,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _clear_away_the_dead(self) -> None:
        """Free the data directory from a server that was killed or went deaf."""
        deadline = time.monotonic() + 5
        while pid := self.postmaster():
            if self.answers():
                return
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)  # it lives, and nobody can reach it
                deadline += 5
            time.sleep(0.1)
        # The number in a stale file may belong to another program by now, and then
        # PostgreSQL would believe that program to be a server.
        for stale in (self.data / "postmaster.pid", *self.sockets.glob("*.lock")):
            stale.unlink(missing_ok=True)

    def _initialize(self) -> None:
        """Make the data directory beside its place: a half-made one is never used."""
        half = self.data.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self.account.own(half)
        chosen = ["--locale=C.UTF-8"]
        if self.binaries.major >= BUILTIN_LOCALES:  # everywhere alike, without ICU
            chosen = [
                "--locale=C",
                f"--lc-ctype={ctype()}",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ]
        self._run("initdb", "-D", str(half), "-U", USER, "-E", "UTF8", *chosen,
                  "--auth-local=trust", "--auth-host=reject", "--no-sync")  # fmt: skip
        with (half / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists 'portal.conf'\n")
        half.rename(self.data)

    def _start(self) -> None:
        settings = CONFIGURATION.format(sockets=self.sockets)
        (self.data / "portal.conf").write_text(settings)
        self.log.unlink(missing_ok=True)
        for pause in (0.3, 1, 2, 0):
            started = self._control("start", "-l", str(self.log), "-w", "-t", "60")
            if started.returncode == 0:
                return
            # Sessions of a killed server take a moment to notice.
            time.sleep(pause)
        raise Trouble(self._why(started.stdout))

    def _why(self, output: str) -> str:
        text = output + (self.log.read_text() if self.log.exists() else "")
        if FULL_DISK in text:
            return disk_full(str(self.data))
        fatal = re.findall(r"(?:FATAL|PANIC):\s+(.*)", text)
        reason = (
            fatal[-1] if fatal else (text.strip().splitlines() or ["no reason"])[-1]
        )
        return (
            f"PostgreSQL did not start: {reason} (log: {self.log}). "
            "`python3 -m devtools reset` makes the database anew."
        )

    def _control(self, action: str, *options: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.binaries.path / "pg_ctl"), action, "-D", str(self.data)]
        command += options
        return self.account.run(command, check=False)

    def _run(self, program: str, *arguments: str) -> None:
        try:
            self.account.run([self.binaries.path / program, *arguments])
        except subprocess.CalledProcessError as error:
            raise Trouble(self._why(error.stdout)) from error


def ctype() -> str:
    """Return a locale of this system that knows letters; in "C", quotes stick to words."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            with suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"
