"""What the machine must be like: the database (said by `migrate`), and where uploads lie."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings
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
UPLOADS_IN_RELEASE = Warning(
    "Uploads lie inside the release: an upgrade puts another directory in its place.",
    hint="Name MEDIA_ROOT and PRIVATE_MEDIA_ROOT outside (docs/operations.md).",
    id="portal.W002",
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


def check_uploads(**_kwargs: object) -> list[CheckMessage]:
    """Warn who deploys if an upgrade would take figures and attachments away."""
    folders = (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT)
    release = settings.BASE_DIR.resolve()
    inside = any(Path(one).resolve().is_relative_to(release) for one in folders)
    return [UPLOADS_IN_RELEASE] if inside else []


def _knows_letters(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        return words_are_apart(cursor)
