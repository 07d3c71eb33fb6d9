"""The virtual environment .venv, filled from the lock exactly once."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from devtools import locks
from devtools.console import FULL_DISK, Trouble, disk_full, say, step
from devtools.paths import LOCAL, ROOT, VENV

LOCK = ROOT / "requirements-dev.txt"
ROOM = 700 * 1024 * 1024  # bytes a first start takes, with some to spare


def enter(command: str, arguments: Sequence[str]) -> None:
    """Go on inside .venv: make it if need be, then replace this process."""
    LOCAL.mkdir(exist_ok=True)
    with locks.exclusive(LOCAL / "environment.lock"):
        if not is_complete(VENV, [LOCK]):
            build(VENV, sys.executable, [LOCK])
    if Path(sys.prefix) != VENV:
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, "-m", "devtools", command, *arguments])


def is_complete(venv: Path, requirements: Sequence[Path]) -> bool:
    stamp = venv / "complete"
    python = venv / "bin" / "python"
    return (
        python.exists()
        and stamp.is_file()
        and stamp.read_text() == fingerprint(venv, python, requirements)
    )


def fingerprint(venv: Path, python: Path, requirements: Sequence[Path]) -> str:
    """Return what a complete environment was made from: place, Python and locks."""
    # The folder is part of it, because scripts in bin/ hold its absolute path.
    parts = [str(venv), str(python.resolve())]
    parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in requirements]
    return "\n".join(parts)


def build(venv: Path, python: str, requirements: Sequence[Path]) -> None:
    """Make the environment and install the locked packages, each against its hash."""
    check_room(venv.parent)
    unfinished = venv / "unfinished"
    if unfinished.exists() or not runs(venv / "bin" / "python"):
        make(venv, python)
    unfinished.touch()
    (venv / "complete").unlink(missing_ok=True)
    installer = uv_for(venv)
    with step("Installing the locked packages"):
        for number, lock in enumerate(requirements):
            # A second lock replaces single packages of the first: its closure is there.
            install(venv, installer, lock, complete=number == 0)
    stamp = fingerprint(venv, venv / "bin" / "python", requirements)
    (venv / "complete").write_text(stamp)
    unfinished.unlink()


def check_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < ROOM:
        raise Trouble(disk_full(str(folder)))


def runs(python: Path) -> bool:
    """Tell whether an environment is there whose Python is new enough."""
    command = [
        str(python),
        "-c",
        "import sys, pip; sys.exit(sys.version_info < (3, 11))",
    ]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make(venv: Path, python: str) -> None:
    if find_spec("ensurepip") is None:
        raise Trouble(
            "This Python cannot make virtual environments. "
            "On Debian and Ubuntu: apt install python3-venv"
        )
    asked = subprocess.run(
        [python, "--version"], capture_output=True, text=True, check=True
    )
    with step(f"Making {venv.name} with {asked.stdout.strip()}"):
        run([python, "-m", "venv", "--clear", str(venv)])


def uv_for(venv: Path) -> str:
    """Return a uv to install with (seconds instead of half a minute), or nothing."""
    own = venv / "bin" / "uv"
    if own.exists() or (found := shutil.which("uv")) is None:
        found = str(own)
    if Path(found).exists():
        return found
    stanza = re.search(
        r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL
    )
    with TemporaryDirectory() as folder:
        lock = Path(folder) / "uv.txt"
        lock.write_text(stanza[0] if stanza else "")
        try:
            install(venv, "", lock, complete=True)
        except Trouble:
            return ""
    return found if Path(found).exists() else ""


def uv_stanza() -> str:
    """Return the lines of the lock that are about uv itself."""
    found = re.search(r"^uv==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def install(venv: Path, uv: str, lock: Path, *, complete: bool) -> None:
    python = str(venv / "bin" / "python")
    options = [
        "--require-hashes",
        "-r",
        str(lock),
        *([] if complete else ["--no-deps"]),
    ]
    if uv:
        try:
            run(
                [uv, "pip", "install", "-q", "--python", python, *options],
                uv_settings(venv),
            )
        except Trouble as trouble:
            if FULL_DISK in str(trouble):
                raise
            say("uv could not; going on with pip")
        else:
            return
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *options])


def uv_settings(venv: Path) -> dict[str, str]:
    """Return pip's package sources in uv's words: uv does not read pip's settings."""
    pip = [str(venv / "bin" / "python"), "-m", "pip", "config", "list"]
    listed = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    settings = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }
    for scope, key, value in re.findall(
        r"^(\S+)\.([\w-]+)='(.*)'$", listed, re.MULTILINE
    ):
        if scope in {"global", "install", ":env:"} and key in names:
            settings.setdefault(names[key], value)
    return settings


def run(command: Sequence[str], extra: dict[str, str] | None = None) -> None:
    """Run an installer; what it says last is the error."""
    environment = {**os.environ, **(extra or {})}
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=environment,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    if FULL_DISK in done.stdout:
        raise Trouble(disk_full(FULL_DISK))
    last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
    raise Trouble(
        f"The packages could not be installed: {last.strip()} "
        "Check the connection to the package registry and run this again."
    )
