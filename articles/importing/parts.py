"""What an old page consists of once it is taken apart."""

from __future__ import annotations

from dataclasses import dataclass

from articles.references.records import Finding, ParsedReference

from .quotations import Quotation
from .statuses import Evidence


@dataclass(frozen=True)
class PageParts:
    """The pieces of a page; `body` is Markdown that cites the references by their citekeys."""

    title: str = ""
    audience: str = ""
    caption: str = ""
    body: str = ""
    quotations: tuple[Quotation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    references: tuple[ParsedReference, ...] = ()
    boilerplate: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
