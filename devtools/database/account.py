"""As whom PostgreSQL runs and where its files lie: it refuses to be root."""

import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.console import Trouble
from devtools.database.binaries import Binaries

NAME = "bone-tumor-portal"
NOBODY = 65534
LONGEST_SOCKET = 80  # of the 103 to 107 bytes that systems allow, less the file's name


@dataclass(frozen=True)
class Account:
    """Where the files lie, and how a program is started so that it may be PostgreSQL."""

    home: Path
    sockets: Path
    uid: int | None = None  # another user, when we are root
    prefix: tuple[str, ...] = ()

    def run(
        self, command: Sequence[str | Path], *, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=check,
            cwd="/",
            user=self.uid,
            group=self.uid,
            extra_groups=None if self.uid is None else [],
            start_new_session=True,  # Ctrl-C in the terminal is not meant for it
        )

    def own(self, folder: Path) -> None:
        """Make a folder that only the server may read."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.uid is not None:
            os.chown(folder, self.uid, self.uid)

    def executable(self, binaries: Binaries) -> Binaries:
        """Return binaries that this account may run: a copy if the folder is closed to it."""
        try:
            self.run([binaries.path / "postgres", "--version"])
        except (OSError, subprocess.CalledProcessError) as error:
            if binaries.source != "wheel":
                raise Trouble(
                    f"{binaries.path} cannot be run by user {self.uid}, and PostgreSQL "
                    "refuses to run as root. Open the folder to everybody."
                ) from error
            return self._copy(binaries)
        return binaries

    def _copy(self, binaries: Binaries) -> Binaries:
        package = binaries.path.parent.parent
        target = self.home / f"postgresql-{binaries.version}"
        if not target.exists():
            half = target.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            # The programs find their libraries in the folder beside the package.
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.exists():
                    shutil.copytree(folder, half / folder.name, symlinks=True)
            half.rename(target)
        return Binaries(target / package.name / "pginstall" / "bin", "wheel")


def for_folder(folder: Path) -> Account:
    """Return the account for a checkout whose files of this kind lie in ``folder``."""
    key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    if os.geteuid() != 0:
        return Account(home=folder, sockets=_sockets(key))
    home = _home_of_root(key)
    account = Account(home=home, sockets=home / "socket", uid=NOBODY)
    try:
        account.run(["true"])
    except (OSError, subprocess.SubprocessError):
        # A container that may not change users, but may have a namespace of its own.
        prefix = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
        return Account(home=home, sockets=home / "socket", prefix=prefix)
    return account


def _home_of_root(key: str) -> Path:
    """Return a folder of root's that another user can pass through, unlike a checkout."""
    for parent in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108 - the owner is checked below
        home = parent / NAME / key
        try:
            home.mkdir(parents=True, exist_ok=True)
            for folder in (home.parent, home):
                if folder.is_symlink() or folder.stat().st_uid != 0:
                    raise Trouble(f"{folder} is not root's own. Delete it.")
                folder.chmod(0o755)
        except OSError:
            continue
        return home
    raise Trouble("Neither /var/lib nor /var/tmp can be written. Set DATABASE_URL.")


def _sockets(key: str) -> Path:
    """Return a short folder of ours: the path of a socket may have about 100 bytes."""
    parent = Path(tempfile.gettempdir())
    if len(os.fsencode(parent)) > LONGEST_SOCKET - len(NAME) - 30:
        parent = Path("/tmp")  # noqa: S108 - the owner is checked below
    folder = parent / f"{NAME}-{os.getuid()}-{key}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Trouble(f"{folder} belongs to somebody else. Delete it, or set TMPDIR.")
    folder.chmod(0o700)
    return folder
