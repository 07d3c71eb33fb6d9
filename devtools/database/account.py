"""As whom PostgreSQL runs and where its files lie: it refuses to be root."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from devtools.console import Trouble
from devtools.database.binaries import Binaries

NAME = "bone-tumor-portal"
# Of the 103 to 107 bytes that systems allow, less the names of the server and the file.
LONGEST_SOCKET = 80


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
            if (
                binaries.path.parent.name != "pginstall"
            ):  # the wheel's, whoever named it
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
    if os.geteuid() == 0:
        home = _home_of_root(key)
        return _first_that_works(
            Account(home=home, sockets=home / "socket", uid=_nobody()),
            # In a container that may not change users, but may have its own namespace.
            Account(home=home, sockets=home / "socket", prefix=_namespace()),
        )
    account = Account(home=folder, sockets=_sockets(key))
    if _has_name(os.geteuid()):
        return account
    # As in `docker run --user 1234`: initdb wants a user whose name it can look up.
    return _first_that_works(replace(account, prefix=_namespace()))


def _first_that_works(*accounts: Account) -> Account:
    for account in accounts:
        with suppress(OSError, subprocess.SubprocessError):
            account.run(["true"])
            return account
    raise Trouble(
        f"PostgreSQL cannot run as user {os.geteuid()} (root, or without a name), and this "
        "machine allows no other way. Set DATABASE_URL, or start this as another user."
    )


def _nobody() -> int:
    """Return a user without rights that has a name, as initdb asks for."""
    users = {user.pw_name: user.pw_uid for user in pwd.getpwall() if user.pw_uid > 0}
    return users.get("nobody") or next(iter(users.values()), 65534)


def _namespace() -> tuple[str, ...]:
    return ("unshare", "--user", f"--map-user={_nobody()}", f"--map-group={_nobody()}")


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


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
