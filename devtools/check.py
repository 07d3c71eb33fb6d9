"""`make check`: everything that can be found wrong without running a test."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence

from devtools.console import say, step
from devtools.paths import ROOT

# No check opens a database; mypy's Django plugin reads the settings all the same.
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
DEVELOPMENT = {
    "ENVIRONMENT": "development",
    "SECRET_KEY": "only-for-checks",
    "FIELD_ENCRYPTION_KEYS": "0" * 43 + "=",
    "DATABASE_URL": NOWHERE,
}
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "FIELD_ENCRYPTION_KEYS": "0" * 43 + "=",
    "DATABASE_URL": NOWHERE,
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "CONTACT_EMAIL": "editors@portal.example.org",
    "EMAIL_HOST": "mail.example.org",
    "MEDIA_ROOT": "/srv/portal/media",
    "PRIVATE_MEDIA_ROOT": "/srv/portal/private",
}
# Makemigrations would like to compare with a database, and says so when there is none.
MANAGE = (sys.executable, "-W", "ignore::RuntimeWarning", "manage.py")


def tool(name: str, *arguments: str) -> Sequence[str]:
    return (os.path.join(os.path.dirname(sys.executable), name), *arguments)


def checks() -> list[tuple[str, Sequence[str], Mapping[str, str]]]:
    """Return what is checked: its name, the command, and the settings it needs."""
    pages = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    return [
        ("Lint (ruff)", tool("ruff", "check", "."), {}),
        ("Format (ruff)", tool("ruff", "format", "--check", "."), {}),
        ("Templates (djade)", tool("djade", "--check", *pages), {}),
        ("Types (mypy)", tool("mypy"), DEVELOPMENT),
        (
            "Migrations",
            (*MANAGE, "makemigrations", "--check", "--dry-run"),
            DEVELOPMENT,
        ),
        ("Production settings", (*MANAGE, *deploy), PRODUCTION),
    ]


def fix() -> None:
    """Mend what can be mended without thinking."""
    pages = map(str, sorted((ROOT / "templates").rglob("*.html")))
    tidy = (("ruff", "check", "--fix", "-q", "."), ("ruff", "format", "-q", "."))
    for command in (*tidy, ("djade", *pages)):
        subprocess.run(tool(*command), cwd=ROOT, check=False, capture_output=True)


def main(*arguments: str) -> int:
    """Run every check, show what each finds, and fail if one found something."""
    if "--fix" in arguments:
        fix()
    failed = [
        name for name, command, values in checks() if not passes(name, command, values)
    ]
    say(f"\nNot clean: {', '.join(failed)}" if failed else "\nAll clean.")
    return 1 if failed else 0


def passes(name: str, command: Sequence[str], values: Mapping[str, str]) -> bool:
    with step(name):
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(ROOT / ".local"),
                **values,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        say(done.stdout)
    return done.returncode == 0
