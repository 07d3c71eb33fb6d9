"""BibTeX, through bibtexparser: what LaTeX and many reference managers import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, Field
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]  # none are published
from pylatexenc.latexencode import (  # type: ignore[import-untyped]  # none are published
    RULE_DICT,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
)

from .citekeys import new_citekey
from .identifiers import clean_doi
from .names import normalize_initials
from .records import Name, ParsedReference
from .sources import DASHES, MONTHS

TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "webpage": "misc",
    "dataset": "misc",
}
TYPES_READ = {
    "article": "article-journal",
    "book": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "dataset": "dataset",
}
VERBATIM = ("doi", "url")  # LaTeX packages read them unescaped

_encoder = UnicodeToLatexEncoder(
    # A straight quotation mark is harmless between braces and would come back curled.
    conversion_rules=[
        UnicodeToLatexConversionRule(RULE_DICT, {ord('"'): '"'}),
        "defaults",
    ],
    replacement_latex_protection="braces-all",
    unknown_char_policy="keep",
    unknown_char_warning=False,
)
_decoder = LatexNodes2Text(math_mode="text", keep_comments=True)


def write(records: Iterable[ParsedReference]) -> str:
    entries: dict[str, Entry] = {}
    for record in records:
        key = record.citekey
        if not key or key in entries:
            key = new_citekey(record, entries)
        entries[key] = _entry(record, key)
    library = Library(list(entries.values()))
    return str(write_string(library, unparse_stack=[]))


def _entry(record: ParsedReference, key: str) -> Entry:
    container = "booktitle" if record.type == "chapter" else "journal"
    values = {
        "author": " and ".join(_author(name) for name in record.authors),
        "title": f"{{{encode(record.title)}}}",  # the second braces keep capitals
        container: encode(record.container_title),
        "shortjournal": encode(record.container_title_short),
        "publisher": encode(record.publisher),
        "year": str(record.year or ""),
        "month": MONTHS[record.month - 1] if record.month else "",
        "volume": encode(record.volume),
        "number": encode(record.issue or record.registry_id),
        "pages": encode(record.pages.translate(DASHES)).replace("-", "--"),
        "doi": _verbatim(record.doi),
        "url": _verbatim(record.url),
        "pmid": record.pmid,
        "pmcid": record.pmcid,
    }
    if record.authors_truncated:
        values["author"] += " and others"
    fields = [Field(key, f"{{{value}}}") for key, value in values.items() if value]
    return Entry(TYPES.get(record.type, "misc"), key, fields)


def encode(text: str) -> str:
    return str(_encoder.unicode_to_latex(" ".join(text.split())))


def _verbatim(text: str) -> str:
    """Braces would end the field: percent-encoded they mean the same."""
    return "".join(text.split()).replace("{", "%7B").replace("}", "%7D")


def _author(name: Name) -> str:
    if name.literal:
        return f"{{{encode(name.literal)}}}"
    parts = (name.family, name.suffix, name.given)
    return ", ".join(encode(part) for part in parts if part)


def read(text: str) -> list[ParsedReference]:
    library = parse_string(text.lstrip("\ufeff"))
    return [_record(entry) for entry in _entries(library)]


def _entries(library: Library) -> Iterator[Entry]:
    """All entries in order; the library sets aside those whose key came before."""
    for block in library.blocks:
        if isinstance(block, Entry):
            yield block
        elif isinstance(block, DuplicateBlockKeyBlock):
            yield from parse_string(block.raw or "").entries


def decode(text: str) -> str:
    """Plain text; \\textasciicircum comes as a modifier letter from the library."""
    return " ".join(str(_decoder.latex_to_text(text)).replace("ˆ", "^").split())


def _record(entry: Entry) -> ParsedReference:
    raw = {field.key.lower(): str(field.value) for field in entry.fields}
    values = {
        key: value if key in VERBATIM else decode(value) for key, value in raw.items()
    }
    authors, truncated = _authors(raw.get("author", ""))
    kind = TYPES_READ.get(entry.entry_type.lower(), "")
    if not kind:
        kind = "webpage" if values.get("url") else "article-journal"
    number = values.get("number", "")
    is_article = kind == "article-journal"
    year = re.search(r"\d{4}", values.get("year") or values.get("date", ""))
    return ParsedReference(
        authors=authors,
        authors_truncated=truncated,
        title=values.get("title", ""),
        container_title=values.get("journal")
        or values.get("journaltitle")
        or values.get("booktitle", ""),
        container_title_short=values.get("shortjournal", ""),
        publisher=values.get("publisher") or values.get("institution", ""),
        year=int(year.group()) if year else None,
        month=_month(values.get("month", "")),
        volume=values.get("volume", ""),
        issue=number if is_article else "",
        registry_id="" if is_article else number,
        pages=re.sub(r"-+", "-", values.get("pages", "").translate(DASHES)),
        doi=clean_doi(values.get("doi", "")),
        pmid=values.get("pmid", ""),
        pmcid=values.get("pmcid", ""),
        url=values.get("url", ""),
        type=kind,
        citekey=entry.key,
    )


def _month(value: str) -> int | None:
    if value.isdigit() and 1 <= int(value) <= 12:
        return int(value)
    short = value[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else None


def _authors(value: str) -> tuple[tuple[Name, ...], bool]:
    names = split_multiple_persons_names(value) if value else []
    people = [name for name in names if name.strip() != "others"]
    return tuple(map(_name, people)), len(people) < len(names)


def _name(value: str) -> Name:
    if value.startswith("{") and value.endswith("}") and "," not in value:
        return Name(literal=decode(value))
    parts = parse_single_name_into_parts(value, strict=False)
    family = decode(" ".join((*parts.von, *parts.last)))
    given = normalize_initials(decode(" ".join(parts.first)))
    return Name(family, given, decode(" ".join(parts.jr)))
