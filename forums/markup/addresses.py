"""Links in posts: where they may lead, and that their words do not say another place."""

import re
import unicodedata

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import link as link_rule
from markdown_it.token import Token

from articles.markup.text import inline_text

# No user name before the host, https://bank.example@thief.example leads to the thief; no
# letters that look like others: such hosts have a second name, xn--…, that can be linked.
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
ALLOWED = re.compile(
    rf"(?i:https?)://{HOST}(?::[0-9]{{1,4}})?(?:[/?#]\S*)?"
    rf"|(?i:mailto):[^\s@?]+@{HOST}(?:\?\S*)?"
)
# The library reads on and on for the end of an address that has none. Words of a link hold
# no brackets, an address no nested ones.
LINK = re.compile(
    r"\[(?:[^\[\]\\]|\\.){0,1000}+\]\([ \n]*+"
    r"(?:<[^<>\n]{0,2000}+>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.){0,200}+\)){0,2000}+)"
    r"(?:[ \n]*+\)|[ \n]++[\"'(])",
    re.DOTALL,
)
BARE = re.compile(r"(?i:https?)://[^\s<>\"`\[\]{}|\\^]{1,2000}")
LOOKS_LIKE_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,24})(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
CLOSING = "?!.,:;*_~'"  # ends the sentence rather than the address
SCHEMES = ("https", "http")


def is_allowed(address: str) -> bool:
    return ALLOWED.fullmatch(address) is not None


def address(state: StateInline, silent: bool) -> bool:
    """Inline rule, at a colon: a bare http(s) address becomes a link.

    The library's own needs another package, and looks back without end.
    """
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    before = state.src[max(state.pos - 6, 0) : state.pos].lower()
    scheme = next((one for one in SCHEMES if before.endswith(one)), "")
    if not scheme or before.removesuffix(scheme)[-1:].isalnum():
        return False
    typed = state.src[state.pos - len(scheme) : state.pos]
    found = BARE.match(state.src, state.pos - len(scheme), state.posMax)
    url = _without_closing(found[0]) if found else ""
    href = state.md.normalizeLink(url)
    if not state.md.validateLink(href) or not state.pending.endswith(typed):
        return False
    state.pending = state.pending[: -len(typed)]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1).info = "auto"
    state.pos += len(url) - len(typed)
    return True


def _without_closing(url: str) -> str:
    url = url.rstrip(CLOSING)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(CLOSING)
    return url


def link(state: StateInline, silent: bool) -> bool:
    """Inline rule: the library's, where there is a whole link."""
    found = LINK.match(state.src, state.pos, state.posMax)
    return found is not None and link_rule(state, silent)


def picture(state: StateInline, silent: bool) -> bool:
    """Inline rule: an image is a link to it; nothing is loaded from elsewhere."""
    if not state.src.startswith("![", state.pos) or state.linkLevel:
        return False
    state.pos += 1
    if link(state, silent):
        return True
    state.pos -= 1
    return False


def honest_links(state: StateCore) -> None:
    """Core rule: a link without words, or that names another host, shows its address.

    The library asks nobody about an empty address; such a link is words again.
    """
    for token in state.tokens:
        children = token.children or []
        if any(child.type == "link_open" for child in children):
            token.children = _honest(children)


def _honest(children: list[Token]) -> list[Token]:
    told: list[Token] = []
    start = 0  # of the words of the link that is open
    for child in children:
        if child.type == "link_open":
            start = len(told) + 1
        elif child.type == "link_close":
            href = str(told[start - 1].attrs["href"])
            if not href:
                del told[start - 1]
                continue
            if _hides(inline_text(told[start:]), href):
                told[start:] = [Token("text", "", 0, content=href)]
        told.append(child)
    return told


def _hides(words: str, href: str) -> bool:
    shown = unicodedata.normalize("NFKC", words)
    words = "".join(one for one in shown if unicodedata.category(one) != "Cf").strip()
    claimed = LOOKS_LIKE_ADDRESS.fullmatch(words)
    if claimed is None:
        return not words
    real = LOOKS_LIKE_ADDRESS.fullmatch(href)
    return real is None or real[1].lower() != claimed[1].lower()


def links_in(children: list[Token]) -> list[str]:
    return [str(one.attrs["href"]) for one in children if one.type == "link_open"]
