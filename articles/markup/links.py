"""Links: where a page may lead, and what to tell the editor about any other address."""

from django.utils.translation import gettext as _
from markdown_it.rules_core import StateCore

from .page import Page
from .sanitize import is_allowed_link


def check_links(state: StateCore) -> None:
    """Core rule: every address that is not allowed is a problem, not a silent loss."""
    page: Page = state.env["page"]
    line = 0
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else line
        offset = 0
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                offset += 1
            elif child.type == "link_open" and not is_allowed_link(
                href := str(child.attrs.get("href", ""))
            ):
                page.problem(line + offset, _advice(href))


def _advice(href: str) -> str:
    if href.startswith("www."):
        return _("Write the whole address, with https:// before it.")
    shown = href[:60] or _("(empty)")
    return _(
        "A link cannot lead to “%(href)s”. Begin the address with https://, mailto:, / or #."
    ) % {"href": shown}
