"""Markdown as members write it: plain words first, no raw HTML, tables or pictures."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.markup.parser import PageParser

from .addresses import address, honest_links, is_allowed, link, picture
from .limits import MAX_ID

# Besides raw HTML: indented lines as code, dashes below a sentence as a heading and
# links defined elsewhere in the text are accidents in a post.
WITHOUT = ["html_block", "html_inline", "code", "lheading", "reference"]
SIGNS = re.compile(r"[\n!&*:<@\[\\\]_`~]")  # where a rule may begin
DEEPEST = 8  # a list in a list counts four
MOST = 4_000  # tokens, six for a point of a list: after that all is one paragraph
NEVER = 100  # what the library drops in silence is nested deeper than anything can be
NUMBER = rf"[1-9][0-9]{{0,{MAX_ID - 1}}}"
# Not in an e-mail address, a path, or a name on another network (@ann@example.org).
BEFORE = r"(?<![\w@/=\]])"
AFTER = r"(?![^\W_]|@|[-_][^\W_])"
MENTION = re.compile(rf"{BEFORE}@\[({NUMBER})\]{AFTER}")
SOURCE = re.compile(rf"\[post:({NUMBER})\][ \t]*(?:\n|\Z)")


class PostParser(PageParser):
    """Leaves an address that is not allowed in the text, as words."""

    def validateLink(self, url: str) -> bool:
        return is_allowed(url)


@cache
def parser() -> MarkdownIt:
    options = {"html": False, "breaks": True, "xhtmlOut": False, "maxNesting": NEVER}
    md = PostParser("commonmark", options)
    md.enable("strikethrough").disable(WITHOUT)
    md.inline.terminator_re = SIGNS
    md.inline.ruler.at("link", link)
    md.inline.ruler.at("image", picture)
    md.inline.ruler.before("newline", "address", address)
    md.inline.ruler.before("link", "mention", mention)
    md.block.ruler.before("fence", "end_quote", end_quote, {"alt": ["blockquote"]})
    md.block.ruler.before("fence", "rest", rest)
    ends = ["paragraph", "blockquote"]  # what such a line puts an end to
    md.block.ruler.at("blockquote", shallow_quote, {"alt": [*ends, "list"]})
    md.block.ruler.at("list", shallow_list, {"alt": ends})
    md.core.ruler.after("block", "take_sources", take_sources)
    md.core.ruler.push("honest_links", honest_links)
    return md


def parse(text: str) -> list[Token]:
    return parser().parse(text)


def mention(state: StateInline, silent: bool) -> bool:
    """Inline rule: @[17] becomes a token without words."""
    found = MENTION.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("mention", "span", 0).meta = {"member": int(found[1])}
    state.pos = found.end()
    return True


def end_quote(_state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    """Block rule: a line without > ends the quotation; it is the words of the answer.

    CommonMark would add it to what the other person said.
    """
    return silent


def rest(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: what comes after very many blocks keeps its words, not their shape."""
    if silent or len(state.tokens) < MOST:
        return False
    state.push("paragraph_open", "p", 1).map = [start, end]
    words = state.push("inline", "", 0)
    words.content = state.getLines(start, end, state.blkIndent, False).strip()
    words.map, words.children = [start, end], []
    state.push("paragraph_close", "p", -1)
    state.line = end
    return True


def shallow_quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return state.level < DEEPEST and blockquote(state, start, end, silent)


def shallow_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    return state.level < DEEPEST and list_block(state, start, end, silent)


def take_sources(state: StateCore) -> None:
    """Core rule: the first line [post:345] of a quotation becomes its attribute."""
    for opening, paragraph, words in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        kinds = (opening.type, paragraph.type)
        if kinds != ("blockquote_open", "paragraph_open"):
            continue
        if source := SOURCE.match(words.content):
            opening.attrs["data-post"] = source[1]
            words.content = words.content[source.end() :].lstrip()
            paragraph.hidden = not words.content
    _hide_ends(state.tokens)


def _hide_ends(tokens: list[Token]) -> None:
    for opening, closing in zip(tokens, tokens[2:], strict=False):
        if opening.type == "paragraph_open" and closing.type == "paragraph_close":
            closing.hidden = opening.hidden
