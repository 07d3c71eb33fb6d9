"""Quotations of other posts: whose words they are is a number, the name comes late."""

import re
from collections.abc import Collection, Iterable, Iterator

from markdown_it.token import Token

from .limits import MAX_QUOTES, tidy
from .parser import parse
from .plain import shorten

LENGTH = 1_000  # characters of a post that the answer box is filled with
CUT = "[…]"  # the same in every language
SOURCE_LINE = re.compile(r"(.*?)\[post:")


def quote(post_id: int, text: str) -> str:
    """Return the beginning of an answer: the words of a post without what it quotes."""
    lines = tidy(text).split("\n")
    for start, end, _post in _quotations(parse("\n".join(lines))):
        lines[start:end] = [""] * (end - start)
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    quoted_lines = [f"[post:{post_id}]", *shorten(words, LENGTH, f" {CUT}").split("\n")]
    return (
        "\n".join(f"> {line}".rstrip() for line in quoted_lines if words or line)
        + "\n\n"
    )


def quoted(text: str) -> tuple[int, ...]:
    """Return the posts a text quotes, in order."""
    found = {
        post: None for _start, _end, post in _quotations(parse(tidy(text))) if post
    }
    return tuple(found)[:MAX_QUOTES]


def without_quotes_of(text: str, post_ids: Collection[int]) -> str:
    """Return the text with what it quotes of these posts cut out; that it did stays."""
    lines = tidy(text).split("\n")
    chosen: list[tuple[int, int]] = []
    for start, end, post in _quotations(parse("\n".join(lines))):
        if post in post_ids and (not chosen or start >= chosen[-1][1]):
            chosen.append((start, end))
    for start, end in reversed(chosen):
        before = SOURCE_LINE.match(lines[start])
        if before:
            marks = re.sub(r"[^>\s]", " ", before[1])  # "- > " goes on as "  > "
            lines[start:end] = [lines[start], f"{marks}{CUT}"]
    return "\n".join(lines)


def _quotations(tokens: Iterable[Token]) -> Iterator[tuple[int, int, int]]:
    """Yield first line, line after the last, and the post (0 if not said) of each."""
    for token in tokens:
        if token.type == "blockquote_open" and token.map:
            start, end = token.map
            yield start, end, int(token.attrs.get("data-post", 0))
