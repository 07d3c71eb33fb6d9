"""The words of a text with their lines and kinds, for whoever judges a draft."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from markdown_it.token import Token

from .blocks import line_of
from .labels import PROFESSIONAL
from .limits import check_source
from .page import Page
from .parser import parser

CITED = "\ufffc"  # stands in a passage where a citation stands in the text


class Kind(Enum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"  # of a list
    TABLE = "table"  # all its cells
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of text; `text` keeps its line breaks and has CITED for a citation."""

    kind: Kind
    line: int
    text: str
    level: int = 0  # of a heading, 2 to 6


def passages(source: str) -> tuple[Passage, ...]:
    """Read a text without rendering it; raises MarkupError only beyond the limits."""
    check_source(source)
    page = Page(references={}, figures=(), outcomes=(), audience=PROFESSIONAL)
    return tuple(_read(parser().parse(source, {"page": page})))


def _read(tokens: Iterable[Token]) -> Iterator[Passage]:
    open_blocks: list[str] = []
    cells: list[str] = []
    heading = line = 0
    for token in tokens:
        line = line_of(token) or line
        if token.type == "box_open" and token.meta["kind"] == "unknown":
            yield Passage(Kind.HEADING, line, token.meta["title"], 2)
        if token.type == "heading_open":
            heading = min(int(token.tag[1]) + 1, 6)
        if token.type == "table_open":
            cells = [_words(token.meta.get("caption"))]
        elif token.type == "table_close":
            yield Passage(Kind.TABLE, line, " \n".join(filter(None, cells)))
        if token.type == "inline":
            kind = _kind(open_blocks)
            if kind is Kind.TABLE:
                cells.append(_words(token.children))
            else:
                level = heading if kind is Kind.HEADING else 0
                yield Passage(kind, line, _words(token.children), level)
        elif token.nesting > 0:
            open_blocks.append(token.type)
        elif token.nesting < 0:
            open_blocks.pop()


def _kind(open_blocks: list[str]) -> Kind:
    if "heading_open" in open_blocks:
        return Kind.HEADING
    if "table_open" in open_blocks:
        return Kind.TABLE
    if "blockquote_open" in open_blocks:
        return Kind.QUOTATION
    return Kind.POINT if "list_item_open" in open_blocks else Kind.PARAGRAPH


def _words(children: list[Token] | None) -> str:
    words: list[str] = []
    for child in children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type == "citation":
            words.append(CITED)
        elif child.type in ("text", "code_inline"):
            words.append(child.content)
    return "".join(words)
