"""What the database must be like, said by `migrate` and by `check --database default`."""

from collections.abc import Iterable
from typing import Protocol

from django.core.checks import CheckMessage, Warning  # noqa: A004 -- Django's name
from django.db import connections

# Within the locale "C", PostgreSQL takes every sign outside ASCII for a letter.
QUOTED = "SELECT to_tsvector('simple', '“word” — word')::text"
APART = "'word':1,2"
NO_LETTERS = Warning(
    "The database's LC_CTYPE does not know letters, so that words in quotation marks or "
    "beside dashes are not found.",
    hint="Create it with --template=template0 --locale=C.UTF-8 (docs/operations.md).",
    id="portal.W001",
)


class Cursor(Protocol):
    def execute(self, query: str) -> object: ...
    def fetchone(self) -> object: ...


def words_are_apart(cursor: Cursor) -> bool:
    """Whether the full-text search tells words from quotation marks and dashes."""
    cursor.execute(QUOTED)
    return bool(cursor.fetchone() == (APART,))


def check_letters(
    *, databases: Iterable[str] | None = None, **_kwargs: object
) -> list[CheckMessage]:
    """Warn if words in quotation marks would never be found."""
    return [NO_LETTERS for alias in databases or () if not _knows_letters(alias)]


def _knows_letters(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        return words_are_apart(cursor)
