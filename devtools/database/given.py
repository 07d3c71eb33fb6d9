"""A look at the database that DATABASE_URL names, before anything else fails on it."""

import psycopg

from devtools.console import Trouble
from devtools.database.binaries import OLDEST


def check_given(url: str, *, tests: bool = False) -> None:
    """Raise with the remedy unless the database answers and is new enough.

    Tests make a database of their own beside the named one, which need not exist.
    """
    try:
        version = _version(url)
    except psycopg.Error as error:
        if tests and _answers(url, "postgres"):
            return
        reason = (str(error).strip().splitlines() or ["no answer"])[-1].strip()
        raise Trouble(
            f"The database of DATABASE_URL is unreachable: {reason} Start it or correct "
            "the URL; without DATABASE_URL a private database is used."
        ) from error
    if version < OLDEST:
        raise Trouble(
            f"The database of DATABASE_URL is PostgreSQL {version}; the portal needs "
            f"{OLDEST} or newer. Name another; without DATABASE_URL a private one is used."
        )


def _version(url: str, database: str | None = None) -> int:
    with psycopg.connect(url, connect_timeout=5, dbname=database) as connection:
        return connection.info.server_version // 10000


def _answers(url: str, database: str) -> bool:
    try:
        return _version(url, database) > 0
    except psycopg.Error:
        return False
