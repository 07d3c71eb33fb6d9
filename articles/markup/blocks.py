"""Boxes, tables and figures: checked and brought into their final shape before rendering."""

import difflib
import re

from django.utils.translation import gettext as _
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .limits import (
    MAX_BLOCKS,
    MAX_CELLS,
    MAX_NESTING,
    MAX_PARAGRAPH,
    MAX_TABLE_CELLS,
    counts,
)
from .page import Page
from .text import inline_text

CAPTION = re.compile(r"table:\s*", re.IGNORECASE)
BOX_END = re.compile(r"\s*:{3,}\s*")
LISTS = ("bullet_list_open", "ordered_list_open")
MAX_TITLE = 200


def box_titles() -> dict[str, str]:
    """The boxes an editor can write, with the title each has unless told otherwise."""
    return {
        "warning": _("Warning"),
        "note": _("Good to know"),
        "do": _("Do"),
        "dont": _("Do not"),
        "unknown": _("What is not known"),
        "outcomes": "",
    }


def closing_index(tokens: list[Token], index: int) -> int:
    """Where the block that opens at `index` closes."""
    level = tokens[index].level
    later = range(index + 1, len(tokens))
    return next(i for i in later if tokens[i].level == level and tokens[i].nesting < 0)


def line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def count_blocks(
    state: StateBlock, start_line: int, _end_line: int, _silent: bool
) -> bool:
    """Block rule that matches nothing and stops a text of endless lists."""
    page: Page = state.env["page"]
    if len(state.tokens) > MAX_BLOCKS:
        message = _("The text has too many lists, tables and paragraphs. Split it.")
        page.problem(start_line + 1, message)
        page.raise_problems()
    return False


def check_sizes(state: StateCore) -> None:
    """Core rule, before the words are parsed: paragraphs and nesting within limits."""
    page: Page = state.env["page"]
    long = _("This paragraph has %(count)s characters; %(limit)s are allowed.")
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > MAX_PARAGRAPH:
            page.problem(
                line_of(token), long % counts(len(token.content), MAX_PARAGRAPH)
            )
        elif token.level >= MAX_NESTING - 1:
            # The parser drops what is nested deeper, without a word.
            message = _("Lists and quotations are nested too deeply here.")
            page.problem(line_of(token), message)
    page.raise_problems()


def note_table_size(page: Page, tokens: list[Token]) -> None:
    """Called with the tokens of one table as soon as it is read."""
    cells = sum(token.type in ("th_open", "td_open") for token in tokens)
    page.cells += cells
    if cells > MAX_TABLE_CELLS:
        message = _("This table has %(count)s cells; %(limit)s are allowed.")
        page.problem(line_of(tokens[0]), message % counts(cells, MAX_TABLE_CELLS))
    if page.cells > MAX_CELLS:
        message = _(
            "The tables up to here have %(count)s cells; %(limit)s are allowed."
        )
        page.problem(line_of(tokens[0]), message % counts(page.cells, MAX_CELLS))
    page.raise_problems()


def shape_boxes(state: StateCore) -> None:
    """Core rule: name and title of each box; wrong names, nesting, missing ends."""
    page: Page = state.env["page"]
    lines = state.src.split("\n")
    stray = _("No box is open here. A box begins with a line such as “::: warning”.")
    for index, token in enumerate(state.tokens):
        if token.type == "container_box_open":
            close = closing_index(state.tokens, index)
            _name_box(page, token, state.tokens[close])
            _check_box(page, token, state.tokens[index + 1 : close], lines)
        elif token.type == "inline" and token.content.startswith(":::"):
            page.problem(line_of(token), stray)


def _name_box(page: Page, token: Token, closing: Token) -> None:
    titles = box_titles()
    name, _space, title = token.info.strip().partition(" ")
    if name not in titles:
        near = difflib.get_close_matches(name[:20], titles, n=1)
        message = _("There is no box called “%(name)s”. Use one of: %(names)s.")
        values = {"name": name[:20], "names": ", ".join(near or titles)}
        page.problem(line_of(token), message % values)
        name = "note"
    title = title.strip() or titles[name]
    if len(title) > MAX_TITLE or "[@" in title:
        message = _("The title of a box must be short and contain no citation.")
        page.problem(line_of(token), message)
    token.meta = {"kind": name, "title": title, "words": [title]}
    closing.meta = {"kind": name}
    # The plugin has render rules of its own for the old names.
    token.type, closing.type = "box_open", "box_close"


def _check_box(page: Page, token: Token, inside: list[Token], lines: list[str]) -> None:
    kind, line = token.meta["kind"], line_of(token)
    end = token.map[1] if token.map else len(lines)
    if token.level or not page.sections:
        message = _("A box cannot go inside another box, a list or a quotation.")
    elif end >= len(lines) or not BOX_END.fullmatch(lines[end]):
        message = _("This box is never closed. End it with a line “:::”.")
    elif kind in ("do", "dont") and not _is_one_list(inside):
        message = _(
            "This box must contain one list and nothing else. Begin each of its lines with “- ”."
        )
    elif kind == "outcomes" and inside:
        message = _(
            "Leave this box empty: the results are filled in from their own rows."
        )
    elif kind != "outcomes" and not inside:
        message = _("This box is empty.")
    else:
        return
    page.problem(line, message)


def _is_one_list(tokens: list[Token]) -> bool:
    if not tokens or tokens[0].type not in LISTS:
        return False
    return closing_index(tokens, 0) == len(tokens) - 1


def shape_tables(state: StateCore) -> None:
    """Core rule: a paragraph "Table: …" right before a table becomes its caption."""
    shaped: list[Token] = []
    for token in state.tokens:
        if token.type == "table_open" and _ends_in_caption(shaped, token.level):
            inline = shaped[-2]
            del shaped[-3:]
            first = (inline.children or [])[0]
            first.content = CAPTION.sub("", first.content, count=1)
            words = inline_text(inline.children)
            token.meta = {"caption": inline.children, "words": [words]}
        shaped.append(token)
    state.tokens = shaped


def _ends_in_caption(tokens: list[Token], level: int) -> bool:
    if len(tokens) < 3 or tokens[-3].type != "paragraph_open":
        return False
    children = tokens[-2].children
    if tokens[-3].level != level or not children or children[0].type != "text":
        return False
    return CAPTION.match(children[0].content) is not None
