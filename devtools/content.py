"""What is in the development database: brought up to date, and not looked at twice."""

import hashlib
import subprocess
import sys

import psycopg
from psycopg import sql

from devtools.console import FULL_DISK, Trouble, disk_full, step
from devtools.paths import ROOT

# Whatever can change what the migrations and the demo content would do.
SOURCES = (
    "requirements-dev.txt",
    "portal/demo/**/*.*",
    "portal/**/migrations/*.py",
    "articles/migrations/*.py",
    "forums/*migrations/**/*.py",
    "sponsors/migrations/*.py",
)
FILLED = """
    SELECT (SELECT count(*) FROM django_migrations), EXISTS (SELECT FROM accounts_user)
"""
COMMENT = """
    SELECT shobj_description(oid, 'pg_database') FROM pg_database
    WHERE datname = current_database()
"""


def prepare_content(url: str, *, is_private: bool) -> None:
    """Migrate and load the demo content, unless this was done and nothing changed since.

    The mark of it is a comment on the private database itself: it goes with the data.
    """
    sources = fingerprint()
    with psycopg.connect(url, autocommit=True) as connection:
        if is_private and is_marked(connection, sources):
            return
    with step("Bringing database and demo content up to date"):
        fill()
    if is_private:
        with psycopg.connect(url) as connection:
            name = sql.Identifier(connection.info.dbname)
            words = sql.Literal(mark(connection, sources))
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, words)
            )


def fingerprint() -> str:
    """Return a hash of the files that say what is to be in the database."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def is_marked(connection: psycopg.Connection, sources: str) -> bool:
    row = connection.execute(COMMENT).fetchone()
    return row is not None and row[0] == mark(connection, sources)


def mark(connection: psycopg.Connection, sources: str) -> str:
    """Return the comment that a database has if it was filled from these files."""
    try:
        row = connection.execute(FILLED).fetchone()
    except psycopg.errors.UndefinedTable:
        return "empty"
    migrations, has_accounts = row or (0, False)
    return f"{sources}, {migrations} migrations, accounts: {has_accounts}"


def fill() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "devtools.fill"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    if FULL_DISK in done.stdout:
        raise Trouble(disk_full(FULL_DISK))
    raise Trouble(
        f"{done.stdout.strip()}\n\nThe database could not be prepared: see above. "
        "If nothing in it is worth keeping: python3 -m devtools reset"
    )
