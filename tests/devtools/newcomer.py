"""Somebody with a fresh copy of this checkout and an empty environment."""

import http.client
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from devtools.__main__ import IS_NEW_ENOUGH
from devtools.database import Hold
from devtools.paths import ROOT
from devtools.ports import BESIDE
from tests.ports import free_port

PATIENCE = 600
NAMELESS = 12345  # as in a container that was started for a user nobody made there
CACHE = Path(tempfile.gettempdir()) / f"portal-newcomers-{os.geteuid()}"


def user_id(who):
    """Return the number of a user for a process of root's, or None for root itself."""
    others = [
        one.pw_uid for one in pwd.getpwall() if one.pw_uid and one.pw_name != "nobody"
    ]
    return {"root": None, "ordinary user": others[0], "nameless user": NAMELESS}[who]


class Newcomer:
    """A copy of the checkout, and the person who starts it."""

    def __init__(self, base, place="portal", *, who="root"):
        self.folder = base / place
        self.home = base / "home"
        self.user = None if os.geteuid() != 0 else user_id(who)
        copy_checkout(self.folder)
        temporary = base / "tmp"
        for folder in (self.home, temporary):
            folder.mkdir()
        self.environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "TMPDIR": str(temporary),  # goes with the rest
            "UV_CACHE_DIR": str(CACHE / str(self.user)),
        }
        if self.user is not None:
            cache = Path(self.environment["UV_CACHE_DIR"])
            cache.mkdir(parents=True, exist_ok=True)
            for path in (base, *base.rglob("*"), cache):
                os.chown(path, self.user, self.user)

    def run(self, *, port=None, command=None, **more):
        command = command or [self.python(), "-m", "devtools", "run"]
        return Running(self, port or free_port(BESIDE), command, more)

    def python(self):
        """Return a Python that this person may run: root's own may lie in root's home."""
        if self.user is None:
            return sys.executable
        found = shutil.which("python3", path="/usr/local/bin:/usr/bin")
        if not found or subprocess.call([found, "-c", IS_NEW_ENOUGH]) != 0:
            pytest.skip("this machine has no Python 3.11 that an ordinary user may run")
        return found

    def manage(self, *arguments, **more):
        return subprocess.run(
            [".venv/bin/python", "manage.py", *arguments],
            cwd=self.folder,
            env={**self.environment, **more},
            user=self.user,
            group=self.user,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def hold(self):
        return Hold(self.folder / ".local")

    def processes(self, containing=""):
        """Return what runs from this folder, or over its database."""
        deadline = time.monotonic() + 60
        while True:
            found = [pid for pid, line in command_lines() if self._is_ours(line)]
            found = [
                pid
                for pid, line in command_lines()
                if pid in found and containing in line
            ]
            if containing or not found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    def old_pythons(self):
        folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
        for version in ("3.6", "3.7", "3.8", "3.9", "3.10"):
            yield from (
                str(one / "bin" / "python") for one in folder.glob(f"{version}.*")
            )

    def leave(self):
        """Take away what is outside of the folder."""
        assert self.processes() == []
        if self.user is None and os.geteuid() == 0:
            shutil.rmtree(self.hold().cluster.account.home)

    def _is_ours(self, line):
        return str(self.folder) in line or self._data() in line

    def _data(self):
        try:
            return str(self._home)
        except AttributeError:
            self._home = self.hold().cluster.account.home if self.user is None else "\0"
            return str(self._home)


class Running:
    """A launcher that was started; leaving the context stops it."""

    def __init__(self, someone, port, command, more):
        self.port = port
        self._log = someone.home / f"run-{port}-{time.monotonic_ns()}.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd=someone.folder,
                env={**someone.environment, "PORT": str(port), **more},
                user=someone.user,
                group=someone.user,
                extra_groups=None if someone.user is None else [],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.send(signal.SIGTERM)
        self.wait()

    @property
    def returncode(self):
        return self._process.returncode

    def send(self, number):
        if self._process.poll() is None:
            self._process.send_signal(number)

    def wait(self):
        self._process.wait(PATIENCE)

    def output(self):
        return self._log.read_text()

    def wait_for_output(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.output():
            assert self._process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.05)
        return self.output()

    def wait_until_up(self):
        return self.wait_for_output("Ctrl-C stops everything")

    def get(self, path, port=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.port, timeout=120
        )
        connection.request(
            "GET", path, headers={"Host": f"localhost:{port or self.port}"}
        )
        answer = connection.getresponse()
        found = SimpleNamespace(status=answer.status, text=answer.read().decode())
        connection.close()
        return found


def copy_checkout(target):
    """Copy what git would clone, with what is not committed yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def command_lines():
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            raw = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        yield int(entry.name), raw.replace(b"\0", b" ").decode(errors="replace")
