"""Cut a reference list into single references, however it was typed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _

from .authors import read_authors
from .parsing import parse_reference
from .records import Finding, ParsedReference, Severity
from .sources import find_source

MOST_TEXT = 200_000  # characters; a page with a longer list is no page
MOST_REFERENCES = 400
HEADING = re.compile(
    r"\s*#{0,6}\s*\**(?:references?|literature(?: cited)?|bibliography|sources|further reading|"
    r"literatur|citations?)\**\s*:?\s*\Z",
    re.IGNORECASE,
)
LINE_NUMBER = re.compile(
    r"^[ \t]*(?:\[(\d{1,3})\][.:]?|\((\d{1,3})\)|(\d{1,3})[.)])[ \t]+(?=\S)",
    re.MULTILINE,
)
INLINE_NUMBER = re.compile(
    r"(?:^|(?<=[.\d\])])\s{1,3})(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)])\s{1,3}(?=[^\W\d_])"
)
BULLET = re.compile(r"^[ \t]*[•‣▪*·-][ \t]+(?=\S)", re.MULTILINE)
END = re.compile(
    r"(?<=[\d\])])[.;]?\s+(?=[^\W\d_])|(?<=[.\w/])[ \t]*\n[ \t]*(?=[^\W\d_])"
)
YEAR = re.compile(r"\b(?:1[89]|20)\d\d")


def is_heading(line: str) -> bool:
    return len(line) < 60 and HEADING.match(line) is not None


def parse_references(text: str) -> tuple[list[ParsedReference], list[Finding]]:
    """Read a whole list; findings about the list itself come second."""
    pieces = split_references(text[:MOST_TEXT])
    findings = []
    if len(text) > MOST_TEXT or len(pieces) > MOST_REFERENCES:
        message = _("The reference list is too long; only its first part was read.")
        findings.append(Finding("list-too-long", message, Severity.MISSING))
    return [parse_reference(piece) for piece in pieces[:MOST_REFERENCES]], findings


def split_references(text: str) -> list[str]:
    """The single references in order; nothing of the text is lost but headings and numbers."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n") if not is_heading(line)]
    text = "\n".join(lines).strip()
    for pattern in (LINE_NUMBER, INLINE_NUMBER):
        starts = _sequence(pattern.finditer(text))
        if len(starts) > 1:
            return _cut(text, starts)
    bullets = [match.start() for match in BULLET.finditer(text)]
    if len(bullets) > 1:
        return _cut(text, bullets)
    pieces = _join_author_lines(re.split(r"\n[ \t]*\n", text))
    return [part for piece in pieces for part in _split_unnumbered(piece)]


def _cut(text: str, starts: list[int]) -> list[str]:
    edges = [0, *(start for start in starts if start), len(text)]
    return [piece for a, b in pairwise(edges) if (piece := text[a:b].strip())]


def _number(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))


def _sequence(matches: Iterable[re.Match[str]]) -> list[int]:
    """Starts of the matches that count 1, 2, 3 … without a gap."""
    starts: list[int] = []
    for match in matches:
        if _number(match) == len(starts) + 1:
            starts.append(match.start())
    return starts


def _join_author_lines(paragraphs: list[str]) -> list[str]:
    """Put a paragraph of nothing but authors back before its title."""
    joined: list[str] = []
    for paragraph in filter(str.strip, paragraphs):
        if joined and is_authors_only(joined[-1]):
            joined[-1] += "\n" + paragraph
        else:
            joined.append(paragraph)
    return joined


def is_authors_only(text: str) -> bool:
    authors = read_authors(text.strip() + "\n")
    return len(authors.names) > 1 and not text[authors.end :].strip(" .,;\n")


def _split_unnumbered(paragraph: str) -> list[str]:
    """One or more references in a paragraph: a new one begins with authors after a source."""
    pieces: list[str] = []
    last = 0
    years = [match.end() for match in YEAR.finditer(paragraph)]
    for end in END.finditer(paragraph):
        if len(pieces) > MOST_REFERENCES:
            break
        if bisect_right(years, end.start()) == bisect_right(years, last):
            continue  # no year since the last cut
        before = paragraph[max(last, end.start() - 1_500) : end.start()]
        at_line_end = "\n" in end.group()
        if (at_line_end or _is_complete(before)) and _begins_reference(
            paragraph[end.end() :]
        ):
            pieces.append(paragraph[last : end.start()].strip())
            last = end.end()
    return [piece for piece in (*pieces, paragraph[last:].strip()) if piece]


def _is_complete(text: str) -> bool:
    """Whether the text ends with the numbers of a source or with an identifier."""
    if not YEAR.search(text):
        return False
    source = find_source(text)
    if source is None or not (source.volume or source.pages):
        source = find_source(text, has_year=True)
    if source is None or not (source.volume or source.pages):
        return bool(
            re.search(r"(?:\b10\.\d{4,9}/\S+|\bPMID:?\s?\d+|\.\s\d{4})\Z", text)
        )
    tail = text[source.end :]
    return len(tail) < 160 and not re.search(r"[^\W\d_]{4,}\s+[^\W\d_]{4,}", tail)


def _begins_reference(text: str) -> bool:
    """Whether authors stand here and a year follows: not the rest of the same reference."""
    head = text[:600]
    return bool(YEAR.search(head)) and bool(read_authors(head).names)


def looks_like_reference(text: str) -> bool:
    """Whether a paragraph of a page is a reference rather than prose."""
    if len(text) > 4_000 or not (YEAR.search(text) or "10." in text or "PMID" in text):
        return False
    record = parse_reference(text)
    numbers = record.volume and (record.pages or record.year)
    is_located = numbers or record.doi or record.pmid
    return bool(is_located and (record.authors or record.container_title)) or bool(
        record.authors and record.year and record.type in {"book", "chapter", "webpage"}
    )
