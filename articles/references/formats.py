"""Reference files: one door to CSL-JSON, RIS, BibTeX and NBIB, reading and writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from . import bibtex, csl, nbib, ris
from .records import FormatError, Name, ParsedReference
from .splitting import parse_references

TEXT_FIELDS = (*csl.TEXT_FIELDS, "doi", "type", "citekey")
BORDER = re.compile(
    r"^(?:TY  -|PMID-|@[A-Za-z]+\s*[{(]|(?P<end>ER  -.*\s*))", re.MULTILINE
)


@dataclass(frozen=True)
class Format:
    """How a format is called, served and spoken."""

    label: str
    content_type: str
    write: Callable[[Iterable[ParsedReference]], str]
    read: Callable[[str], list[ParsedReference]]


# Keyed by the ending in addresses and file names.
FORMATS = {
    "ris": Format("RIS", "application/x-research-info-systems", ris.write, ris.read),
    "bib": Format("BibTeX", "application/x-bibtex", bibtex.write, bibtex.read),
    "json": Format(
        "CSL-JSON", "application/vnd.citationstyles.csl+json", csl.write, csl.read
    ),
    "nbib": Format("NBIB", "application/nbib", nbib.write, nbib.read),
}


def write(references: Iterable[Any], ending: str) -> str:
    """The file of these references; they need the fields of `articles.models.Reference`."""
    return FORMATS[ending].write([record_of(reference) for reference in references])


def record_of(reference: Any) -> ParsedReference:  # noqa: ANN401  # model row or record
    """The record of a database row; a record stays itself."""
    if isinstance(reference, ParsedReference):
        return reference
    texts: dict[str, Any] = {
        field: getattr(reference, field) or "" for field in TEXT_FIELDS
    }
    return ParsedReference(
        authors=tuple(Name.from_csl(author) for author in reference.authors),
        authors_truncated=reference.authors_truncated,
        year=reference.year,
        month=reference.month,
        **texts,
    )


def ending_of(text: str) -> str | None:
    """Which format a text is in; None for free text."""
    head = text.lstrip("\ufeff \r\n\t")[:200]
    if head.startswith(("[{", "{")) or (
        head[:1] == "[" and head[1:].lstrip()[:1] in ("{", "]")
    ):
        return "json"
    if head.startswith("@"):
        return "bib"
    if head.startswith("TY  -"):
        return "ris"
    return "nbib" if head.startswith("PMID-") else None


def read(text: str) -> list[ParsedReference]:
    """References from pasted text in any format, free text included; raises FormatError."""
    records = [record for part in _parts(text) for record in _read_part(part)]
    if not records:
        raise FormatError(_("No reference was found in this text."))
    return records


def _parts(text: str) -> list[str]:
    """A file, cut where its format changes: readers skip what is not theirs.

    Only a record of RIS says where it ends, so only there free text can follow.
    """
    ending = ending_of(text)
    cuts = [0]
    for border in BORDER.finditer(text) if ending else ():
        if border["end"]:
            if ending == "ris":
                cuts.append(border.end())
                ending = None
        elif (found := ending_of(border.group())) != ending:
            cuts.append(border.start())
            ending = found
    return [text[start:end] for start, end in pairwise([*cuts, len(text)])]


def _read_part(text: str) -> list[ParsedReference]:
    ending = ending_of(text)
    return FORMATS[ending].read(text) if ending else _from_free_text(text)


def _from_free_text(text: str) -> list[ParsedReference]:
    """What has neither author nor year nor number is a sentence, not a reference."""
    records, _findings = parse_references(text)
    return [record for record in records if record.authors or record.year or record.doi]
