"""PubMed's own export format (NBIB, also called MEDLINE): no library reads it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from .identifiers import clean_doi
from .names import normalize_initials
from .records import Name, ParsedReference
from .sources import MONTHS

LINE = re.compile(r"(?P<tag>[A-Z]{2,4}) {0,2}- ?(?P<value>.*)")
SUFFIX = re.compile(r"(Jr|Sr|II|III|IV|2nd|3rd)\.?")
Fields = dict[str, list[str]]


def read(text: str) -> list[ParsedReference]:
    return [_record(fields) for fields in _entries(text)]


def _entries(text: str) -> Iterator[Fields]:
    """One dictionary per work; a new one begins with its PubMed number."""
    fields: Fields = defaultdict(list)
    tag = ""
    for line in text.lstrip("\ufeff").splitlines():
        match = LINE.match(line)
        if match:
            tag = match["tag"]
            if tag == "PMID" and fields:
                yield fields
                fields = defaultdict(list)
            fields[tag].append(match["value"].strip())
        elif tag and line.startswith("      "):
            fields[tag][-1] += " " + line.strip()
    if fields:
        yield fields


def _record(fields: Fields) -> ParsedReference:
    def first(tag: str) -> str:
        return fields[tag][0] if fields.get(tag) else ""

    year, month = _date(first("DP"))
    return ParsedReference(
        authors=tuple(_authors(fields)),
        title=first("TI").rstrip(".") or first("BTI"),
        container_title=first("JT") or first("BTI"),
        container_title_short=first("TA"),
        year=year,
        month=month,
        volume=first("VI"),
        issue=first("IP"),
        pages=first("PG"),
        doi=_doi(fields),
        pmid=first("PMID"),
        pmcid=first("PMC"),
        registry_id=next(
            (n[19:] for n in fields["SI"] if n.startswith("ClinicalTrials.gov/")), ""
        ),
    )


def _authors(fields: Fields) -> Iterator[Name]:
    for author in fields.get("FAU") or fields.get("AU", []):
        family, comma, rest = author.partition(",")
        if not comma:
            family, _space, rest = author.rpartition(" ")
        given, _comma, suffix = rest.partition(",")
        if not suffix and SUFFIX.fullmatch(given.strip()):
            given, suffix = "", given
        yield Name(
            family.strip(), normalize_initials(given.strip()), suffix.strip(" .")
        )
    for group in fields.get("CN", []):
        yield Name(literal=group)


def _doi(fields: Fields) -> str:
    for value in (*fields.get("LID", []), *fields.get("AID", [])):
        if value.endswith("[doi]"):
            return clean_doi(value.removesuffix("[doi]").strip())
    return ""


def _date(value: str) -> tuple[int | None, int | None]:
    """ "2008 Jan-Feb" → 2008, 1."""
    match = re.match(r"(\d{4})(?: ([A-Z][a-z]{2}))?", value)
    if not match:
        return None, None
    month = (match[2] or "").lower()
    return int(match[1]), MONTHS.index(month) + 1 if month in MONTHS else None


def write(records: Iterable[ParsedReference]) -> str:
    return "\n".join("".join(_lines(record)) for record in records)


def _lines(record: ParsedReference) -> Iterator[str]:
    month = f" {MONTHS[record.month - 1].capitalize()}" if record.month else ""
    fields: list[tuple[str, str]] = [
        ("PMID", record.pmid),
        ("TI", record.title),
        *(("FAU", _author(name)) for name in record.authors if not name.literal),
        *(("CN", name.literal) for name in record.authors if name.literal),
        ("JT", record.container_title),
        ("TA", record.container_title_short),
        ("DP", f"{record.year}{month}" if record.year else ""),
        ("VI", record.volume),
        ("IP", record.issue),
        ("PG", record.pages),
        ("LID", f"{record.doi} [doi]" if record.doi else ""),
        ("PMC", record.pmcid),
    ]
    if not record.pmid:
        yield "PMID- \n"  # readers part works at this line
    for tag, value in fields:
        if value:
            yield f"{tag:<4}- {' '.join(value.split())}\n"


def _author(name: Name) -> str:
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)
