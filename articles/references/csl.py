"""CSL-JSON: what Zotero, Crossref and citeproc speak."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from .identifiers import clean_doi
from .records import FormatError, Name, ParsedReference

TEXT_FIELDS = {
    "title": "title",
    "container_title": "container-title",
    "container_title_short": "container-title-short",
    "publisher": "publisher",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "registry_id": "number",
    "url": "URL",
}
KNOWN_TYPES = frozenset(
    ("article-journal", "book", "chapter", "report", "webpage", "dataset")
)
# What other tools call things, as the portal calls them.
TYPE_NAMES = {
    "article": "article-journal",
    "article-magazine": "article-journal",
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "paper-conference": "article-journal",
    "posted-content": "article-journal",
    "post-weblog": "webpage",
    "thesis": "book",
}


def write(records: Iterable[ParsedReference]) -> str:
    items = [as_item(record) for record in records]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def as_item(record: ParsedReference) -> dict[str, object]:
    """One CSL item; empty fields are left out."""
    item: dict[str, object] = {"id": record.citekey, "type": record.type}
    for ours, theirs in TEXT_FIELDS.items():
        if value := getattr(record, ours):
            item[theirs] = value
    if record.doi:
        item["DOI"] = record.doi
    if record.authors:
        item["author"] = [name.as_csl() for name in record.authors]
    if record.year:
        item["issued"] = {"date-parts": [[*filter(None, (record.year, record.month))]]}
    return item


def read(text: str) -> list[ParsedReference]:
    """Read a list of items or a single one; raises FormatError."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FormatError(_("This is not valid CSL-JSON.")) from error
    items = data if isinstance(data, list) else [data]
    if not all(isinstance(item, dict) for item in items):
        raise FormatError(_("This is not valid CSL-JSON."))
    return [from_item(item) for item in items]


def from_item(item: Mapping[str, object]) -> ParsedReference:
    fields = {ours: _text(item.get(theirs)) for ours, theirs in TEXT_FIELDS.items()}
    year, month = date_parts(item.get("issued"))
    authors = item.get("author")
    record = ParsedReference(
        authors=tuple(
            Name.from_csl(author)
            for author in (authors if isinstance(authors, list) else [])
            if isinstance(author, dict)
        ),
        year=year,
        month=month,
        doi=clean_doi(_text(item.get("DOI"))),
        type=known_type(_text(item.get("type"))),
        citekey=_text(item.get("id")),
    )
    return replace(record, **fields)  # type: ignore[arg-type]  # all of them are strings


def known_type(value: str) -> str:
    if value in KNOWN_TYPES:
        return value
    return TYPE_NAMES.get(value, "article-journal")


def date_parts(issued: object) -> tuple[int | None, int | None]:
    """Year and month of `{"date-parts": [[2008, 1]]}`, as numbers or as strings."""
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_number(part) for part in first] if isinstance(first, list) else []
    year = numbers[0] if numbers else None
    month = numbers[1] if len(numbers) > 1 else None
    return year, month if month and 1 <= month <= 12 else None


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _text(value: object) -> str:
    """A field as text; Crossref wraps titles in lists."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""
