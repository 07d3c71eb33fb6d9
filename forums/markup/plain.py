"""The words of a post without markup: for lists, search results and mails."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from markdown_it.token import Token

from .addresses import links_in
from .limits import tidy
from .parser import parse

BREAKS = ("softbreak", "hardbreak")
WORDS = ("text", "text_special", "code_inline")
ELLIPSIS = "…"
SOMEBODY = f"@{ELLIPSIS}"  # where looking up a name would not be worth a query


def excerpt(text: str, length: int = 200) -> str:
    """Return the first own words of a post, without quotations and with @… for names."""
    words = "\n".join(_blocks(parse(tidy(text)), {}, own=True))
    return shorten(" ".join(words.split()), length)


def as_plain(text: str, names: Mapping[int, str]) -> str:
    """Return a post for a mail; ``names`` are the handles of the members it mentions."""
    return "\n".join(_blocks(parse(tidy(text)), names)).strip("\n")


def has_links(text: str) -> bool:
    return any(links_in(token.children or []) for token in parse(tidy(text)))


def shorten(words: str, length: int, end: str = ELLIPSIS) -> str:
    """Cut at a word, the end included in the length."""
    if len(words) <= length:
        return words
    kept = words[: length - len(end) + 1]
    return (kept.rsplit(maxsplit=1)[0] if " " in kept.strip() else kept[:-1]) + end


def _blocks(
    tokens: Iterable[Token], names: Mapping[int, str], *, own: bool = False
) -> Iterator[str]:
    """Yield lines, an empty one after each block; ``own`` leaves out marks and quotations."""
    margin: list[str] = []
    skipped = -1  # the level of the quotation that is left out
    for token in tokens:
        if skipped >= 0:
            if token.type == "blockquote_close" and token.level == skipped:
                skipped = -1
            continue
        if own and "data-post" in token.attrs:
            skipped = token.level
        elif token.type == "blockquote_open":
            margin.append("> ")
        elif token.type == "list_item_open":
            margin.append(f"{token.info}. " if token.info else "- ")
        elif token.type in ("blockquote_close", "list_item_close"):
            margin.pop()
        for line in _lines(token, names, own=own):
            yield line if own else "".join((*margin, line)).rstrip()
            margin = [one if one == "> " else " " * len(one) for one in margin]
        if token.level == 0 and token.nesting < 1:
            yield ""


def _lines(token: Token, names: Mapping[int, str], *, own: bool) -> list[str]:
    if token.type == "hr":
        return [] if own else ["---"]
    if token.type == "fence":
        return token.content.rstrip("\n").split("\n")
    if token.type != "inline" or not token.content:
        return []
    return _words(token.children or [], names, own=own).split("\n")


def _words(children: list[Token], names: Mapping[int, str], *, own: bool) -> str:
    words: list[str] = []
    link = (0, "")  # where its words begin, and the address
    for child in children:
        if child.type in WORDS:
            words.append(child.content)
        elif child.type in BREAKS:
            words.append("\n")
        elif child.type == "mention" and own:
            words.append(SOMEBODY)
        elif child.type == "mention":
            name = names.get(child.meta["member"])
            words.append(f"@{name}" if name else _("a former member"))
        elif child.type == "link_open":
            link = (len(words), str(child.attrs["href"]))
        elif child.type == "link_close" and not (own or child.info == "auto"):
            start, href = link
            words += [] if "".join(words[start:]) == href else [f" ({href})"]
    return tidy("".join(words))
