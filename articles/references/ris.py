"""RIS, through rispy: what reference managers import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import rispy

from .identifiers import clean_doi
from .names import normalize_initials
from .records import Name, ParsedReference

TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "webpage": "ELEC",
    "dataset": "DATA",
}
TYPES_READ = {theirs: ours for ours, theirs in TYPES.items()} | {
    "EJOUR": "article-journal",
    "ECHAP": "chapter",
    "EBOOK": "book",
    "BLOG": "webpage",
    "GOVDOC": "report",
}
NO_DELIMITERS: dict[str, str] = {}  # a semicolon in an address is part of it


class PlainWriter(rispy.RisWriter):
    """Without the line "1." before each work, which some readers trip over."""

    def set_header(self, count: int) -> str:  # noqa: ARG002  # the library's signature
        return ""


def write(records: Iterable[ParsedReference]) -> str:
    entries = [_entry(record) for record in records]
    options = {"implementation": PlainWriter, "delimiter_tags_mapping": NO_DELIMITERS}
    return str(rispy.dumps(entries, **options))


def _entry(record: ParsedReference) -> dict[str, object]:
    first, last = _span(record.pages)
    month = f"/{record.month:02d}//" if record.month else ""
    entry = {
        "type_of_reference": TYPES.get(record.type, "GEN"),
        "id": record.citekey,
        "authors": [_author(name) for name in record.authors],
        "title": record.title,
        "secondary_title": record.container_title,
        "alternate_title2": record.container_title_short,
        "publisher": record.publisher,
        "year": str(record.year or ""),
        "date": f"{record.year}{month}" if month else "",
        "volume": record.volume,
        "number": record.issue,
        "start_page": first,
        "end_page": last,
        "doi": record.doi,
        "accession_number": record.pmid or record.registry_id,
        "name_of_database": "PubMed" if record.pmid else "",
        "custom2": record.pmcid,
        "urls": [record.url] if record.url else [],
    }
    return {key: _one_line(value) for key, value in entry.items() if value}


def _one_line(value: object) -> object:
    """A line break would start a new tag."""
    if isinstance(value, list):
        return [" ".join(part.split()) for part in value]
    return " ".join(str(value).split())


def _author(name: Name) -> str:
    if name.literal:
        return name.literal
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def read(text: str) -> list[ParsedReference]:
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    entries = rispy.loads(text, delimiter_tags_mapping=NO_DELIMITERS)
    return [_record(entry) for entry in entries]


def _record(entry: Mapping[str, object]) -> ParsedReference:
    year, month = _date(entry)
    number = _first(entry, "accession_number")
    return ParsedReference(
        authors=tuple(_name(author) for author in _authors(entry)),
        title=_first(entry, "title", "primary_title"),
        container_title=_first(
            entry, "secondary_title", "alternate_title3", "journal_name"
        ),
        container_title_short=_first(entry, "alternate_title2", "alternate_title1"),
        publisher=_first(entry, "publisher"),
        year=year,
        month=month,
        volume=_first(entry, "volume"),
        issue=_first(entry, "number"),
        pages=_pages(entry),
        doi=clean_doi(_first(entry, "doi")),
        pmid=number if re.fullmatch(r"[1-9]\d{0,8}", number) else "",
        pmcid=_matching(r"PMC\d+", _first(entry, "custom2")),
        registry_id=_matching(r"[A-Z]{3,8}[\d-]{8,}", number),
        url=_first(entry, "urls"),
        type=TYPES_READ.get(_first(entry, "type_of_reference"), "article-journal"),
        citekey=_first(entry, "id"),
    )


def _matching(pattern: str, text: str) -> str:
    return text if re.fullmatch(pattern, text) else ""


def _first(entry: Mapping[str, object], *keys: str) -> str:
    for key in keys:
        value = entry.get(key)
        if isinstance(value, list):
            value = value[0] if value else ""
        if value:
            return " ".join(str(value).split())
    return ""


def _authors(entry: Mapping[str, object]) -> list[str]:
    for key in ("authors", "first_authors"):
        value = entry.get(key)
        if isinstance(value, list) and value:
            return [" ".join(str(author).split()) for author in value]
    return []


def _name(author: str) -> Name:
    family, comma, rest = author.partition(",")
    if not comma:
        return Name(literal=author)
    given, _comma, suffix = rest.partition(",")
    return Name(family.strip(), normalize_initials(given.strip()), suffix.strip())


def _span(pages: str) -> tuple[str, str]:
    """Split a range of pages; what was shortened (1033-41) is written out again."""
    first, _dash, last = pages.partition("-")
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: -len(last)] + last
    return first, last


def _pages(entry: Mapping[str, object]) -> str:
    first, last = _first(entry, "start_page"), _first(entry, "end_page")
    return f"{first}-{last}" if first and last and "-" not in first else first


def _date(entry: Mapping[str, object]) -> tuple[int | None, int | None]:
    for key in ("date", "year", "publication_year"):
        match = re.match(r"(\d{4})(?:/(\d{1,2}))?", _first(entry, key))
        if match:
            month = int(match[2]) if match[2] else None
            return int(match[1]), month if month and month <= 12 else None
    return None, None
