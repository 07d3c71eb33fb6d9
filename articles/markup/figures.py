"""Figures: `![](figure:key)` alone in a paragraph; the picture and its words come later."""

import re

from django.utils.translation import gettext as _
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .blocks import line_of
from .page import Page

PREFIX = "figure:"
KEY = re.compile(r"\w(?:[\w.-]{0,98}\w)?")


def shape_figures(state: StateCore) -> None:
    """Core rule: an image alone in its paragraph is a figure; any other is a problem."""
    page: Page = state.env["page"]
    line = 0
    for index, token in enumerate(state.tokens):
        line = line_of(token) or line
        images = [child for child in token.children or () if child.type == "image"]
        if not images:
            continue
        if _is_figure(images[0]) and _stands_alone(state.tokens, index):
            _to_figure(page, state.tokens[index - 1 : index + 2], line)
        else:
            page.problem(line, _advice(images[0]))


def _is_figure(image: Token) -> bool:
    return str(image.attrs["src"]).startswith(PREFIX)


def _stands_alone(tokens: list[Token], index: int) -> bool:
    before = tokens[index - 1]
    alone = len(tokens[index].children or ()) == 1
    return alone and before.type == "paragraph_open" and before.level == 0


def _advice(image: Token) -> str:
    if _is_figure(image):
        return _(
            "Put a figure by itself, with an empty line before and after it,"
            " not in a list, box, table or quotation."
        )
    return _(
        "Pictures come from the library: write ![](figure:key) on a line by itself."
    )


def _to_figure(page: Page, paragraph: list[Token], line: int) -> None:
    opening, inline, closing = paragraph
    image = (inline.children or [])[0]
    key = str(image.attrs["src"]).removeprefix(PREFIX)
    if image.content.strip():
        message = _(
            "Leave the brackets of a figure empty: the library provides its text."
        )
        page.problem(line, message)
    if key not in page.known_figures or not KEY.fullmatch(key):
        page.unknown_figure(key, line)
    elif key in page.figures:
        message = _("The figure “%(key)s” is already on this page.")
        page.problem(line, message % {"key": key})
    else:
        page.figures.append(key)
    opening.hidden = closing.hidden = True
    inline.type, inline.children, inline.meta = "figure", None, {"key": key}
