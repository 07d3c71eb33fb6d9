"""A look at the database that DATABASE_URL names, before anything else fails on it."""

import psycopg

from devtools.console import Trouble
from devtools.database.binaries import OLDEST


def check_given(url: str) -> None:
    """Raise with the remedy unless the database answers and is new enough."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
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
