"""One citation style for all pages: Vancouver, with parts that templates can mark up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .records import Name

SHOWN_AUTHORS = 6  # ICMJE: the first six, then et al.


class Citable(Protocol):
    """What is needed of a reference: a row of the model or a parsed record."""

    authors_truncated: bool
    title: str
    container_title: str
    publisher: str
    year: int | None
    volume: str
    issue: str
    pages: str

    @property
    def authors(self) -> Iterable[object]: ...


@dataclass(frozen=True)
class SourceLine:
    """What follows the title: the container in italics, then numbers."""

    container: str
    rest: str
    title_ends_open: bool  # the title has no full stop or question mark of its own


def names(reference: Citable) -> list[Name]:
    return [
        author if isinstance(author, Name) else Name.from_csl(author)  # type: ignore[arg-type]  # JSON of the model
        for author in reference.authors
    ]


def authors_line(reference: Citable) -> str:
    """ "Callstrom MR, Atwell TD, et al." – the first six, in Vancouver form."""
    people = names(reference)
    shown = [_vancouver(name) for name in people[:SHOWN_AUTHORS]]
    if reference.authors_truncated or len(people) > SHOWN_AUTHORS:
        shown.append("et al")
    return ", ".join(shown) + "." if shown else ""


def _vancouver(name: Name) -> str:
    if name.literal:
        return name.literal
    return " ".join(part for part in (name.family, name.initials, name.suffix) if part)


def source_line(reference: Citable) -> SourceLine:
    container = reference.container_title or reference.publisher
    return SourceLine(
        container=container.rstrip("."),
        rest=numbers(reference),
        title_ends_open=not reference.title.rstrip().endswith((".", "?", "!")),
    )


def numbers(reference: Citable) -> str:
    """ "2008;37(1):39–48." with whatever is known."""
    issue = f"({reference.issue})" if reference.issue else ""
    volume = f"{reference.volume}{issue}"
    pages = reference.pages.replace("-", "–")
    line = ";".join(part for part in (str(reference.year or ""), volume) if part)
    line = ":".join(part for part in (line, pages) if part)
    return f"{line}." if line else ""


def full_line(reference: Citable) -> str:
    """The whole reference as plain text, for mails, previews and copying."""
    source = source_line(reference)
    title = reference.title + ("." if source.title_ends_open else "")
    container = f"{source.container}." if source.container else ""
    parts = (authors_line(reference), title, container, source.rest)
    return " ".join(part for part in parts if part)


def short_label(reference: Citable) -> str:
    """ "Callstrom 2006"."""
    people = names(reference)
    name = people[0].short if people else reference.title[:40]
    return f"{name} {reference.year}" if reference.year else name


def cite_page(
    *,
    people: Iterable[Name],
    title: str,
    published: date,
    number: int,
    site: str,
    url: str,
) -> str:
    """ "Cite this revision", close to APA: authors (date). Title (revision 3). Site. URL"""
    authors = _apa_authors(list(people))
    when = date_format(published, "j F Y")
    revision = _("revision %(number)d") % {"number": number}
    head = f"{authors} ({when})" if authors else f"({when})"
    return f"{head}. {title} ({revision}). {site}. {url}"


def _apa_authors(people: list[Name]) -> str:
    shown = [_apa(name) for name in people]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])}, & {shown[-1]}"


def _apa(name: Name) -> str:
    if name.literal:
        return name.literal
    initials = " ".join(f"{letter}." for letter in name.initials)
    return ", ".join(part for part in (name.family, initials, name.suffix) if part)
