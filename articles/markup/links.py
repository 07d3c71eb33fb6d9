"""Links: where a page may lead, and what to tell the editor about any other address."""

import re

from django.utils.translation import gettext as _
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import image as image_rule
from markdown_it.rules_inline import link as link_rule
from markdown_it.token import Token

from .page import Page
from .sanitize import is_allowed_link

# The words of a link hold no brackets. The library allows them and looks for the end of
# the words again and again: seconds, for a page full of open brackets.
WORDS = re.compile(r"!?\[(?:[^\[\]\\]|\\.){0,1000}\]\(", re.DOTALL)
BROKEN = re.compile(r"\]\(\s*(?:<|https?:|mailto:|www\.|figure:|/|#)")


def link(state: StateInline, silent: bool) -> bool:
    """Inline rule of the parser: the library's, where a link can begin at all."""
    return _may_begin(state) and link_rule(state, silent)


def image(state: StateInline, silent: bool) -> bool:
    """Inline rule of the parser: the library's, where an image can begin at all."""
    return _may_begin(state) and image_rule(state, silent)


def _may_begin(state: StateInline) -> bool:
    return WORDS.match(state.src, state.pos, state.posMax) is not None


def check_links(state: StateCore) -> None:
    """Core rule: an address that is not allowed is a problem, not a silent loss."""
    page: Page = state.env["page"]
    line = 0
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else line
        offset = 0
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                offset += 1
            elif advice := _advice(child):
                page.problem(line + offset, advice)


def _advice(child: Token) -> str:
    """What is wrong with a link, or with what was meant as one; empty if nothing is."""
    if child.type == "text" and BROKEN.search(child.content):
        return _("This looks like a link but is not. Write [words](https://…).")
    href = str(child.attrs.get("href", ""))
    if child.type != "link_open" or is_allowed_link(href):
        return ""
    if href.startswith("www."):
        return _("Write the whole address, with https:// before it.")
    message = _(
        "A link cannot point to “%(href)s”."
        " Begin the address with https://, mailto:, / or #."
    )
    return message % {"href": href[:60] or _("(empty)")}
