"""Quotations: the words of others, never without their source."""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .blocks import closing_index, line_of
from .citations import citation_html
from .page import Page
from .text import inline_text

DASHES = re.compile(r"\s*[—–-]+(?:\s+|$)")
BREAKS = ("softbreak", "hardbreak")


def shape_quotations(state: StateCore) -> None:
    """Core rule: the citation that ends each quotation becomes its attribution."""
    page: Page = state.env["page"]
    for index, token in enumerate(state.tokens):
        if token.type != "blockquote_open":
            continue
        close = closing_index(state.tokens, index)
        inside = state.tokens[index + 1 : close]
        if any(inner.type == "blockquote_open" for inner in inside):
            page.problem(
                line_of(token), _("A quotation cannot go inside another quotation.")
            )
        elif citation := _take_citation(page, inside, line_of(token)):
            _attribute(page, token, state.tokens[close], citation)
        if not any(inline_text(inner.children) for inner in inside):
            page.problem(line_of(token), _("This quotation is empty."))


def _take_citation(page: Page, inside: list[Token], line: int) -> Token | None:
    """The citation at the very end, cut out of the text together with its dash."""
    if len(inside) < 3 or inside[-1].type != "paragraph_close":
        page.problem(line, _without_source())
        return None
    children = inside[-2].children or []
    last_line = (inside[-2].map or [line])[-1]
    while (
        children
        and children[-1].type == "text"
        and children[-1].content.strip() in ("", ".")
    ):
        children.pop()
    if (
        not children
        or children[-1].type != "citation"
        or len(children[-1].meta["items"]) != 1
    ):
        page.problem(last_line, _without_source())
        return None
    citation = children.pop()
    if not _cut_dash(children):
        page.problem(
            citation.meta["line"],
            _("Leave only the citation on the last line: the name is taken from it."),
        )
    inside[-1].hidden = inside[-3].hidden = not children
    return citation


def _without_source() -> str:
    return _(
        "A quotation must end with its source: write “> — [@key, p. 12]” as its last line."
    )


def _cut_dash(children: list[Token]) -> bool:
    """Drop "— " and the line break before it; False if more than the dash was typed."""
    start = (
        max((i for i, child in enumerate(children) if child.type in BREAKS), default=-1)
        + 1
    )
    line = children[start:]
    if any(child.content.strip() or child.type == "citation" for child in line):
        dash = DASHES.match(line[0].content) if line[0].type == "text" else None
        if dash is None:
            return True  # the end of the quotation itself: nothing to cut
        if len(line) > 1 or dash.end() < len(line[0].content):
            return False
    del children[max(start - 1, 0) :]
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
    return True


def _attribute(page: Page, opening: Token, closing: Token, citation: Token) -> None:
    citekey, locator = citation.meta["items"][0]
    label = page.references.get(citekey)
    closing.meta = {"citation": citation}
    if label is not None:
        closing.meta["words"] = [
            " ".join(
                filter(None, (label.attribution, label.container, label.year, locator))
            )
        ]
        if label.url:
            opening.attrs["cite"] = label.url


def attribution_html(page: Page, citation: Token) -> str:
    """What stands below a quotation: Callstrom et al., Radiology 2006, p. 572 [2]."""
    button = citation_html(page, citation, with_locators=False)
    citekey, locator = citation.meta["items"][0]
    label = page.references.get(citekey)
    if label is None:
        return ""
    source = " ".join(
        part
        for part in (
            f"<cite>{escape(label.container)}</cite>" if label.container else "",
            escape(label.year),
        )
        if part
    )
    parts = [escape(label.attribution or label.short), source, escape(locator)]
    return f"<footer>{', '.join(part for part in parts if part)}{button}</footer>"
