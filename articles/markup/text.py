"""The words of a text without its markup: for search, for headings, for labels."""

from collections.abc import Iterable

from markdown_it.token import Token


def inline_text(children: Iterable[Token] | None) -> str:
    """The words of one paragraph, heading or cell; citation numbers are not words."""
    words: list[str] = []
    for child in children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in ("text", "text_special", "code_inline"):
            words.append(child.content)
    return " ".join("".join(words).split())


def plain_text(tokens: Iterable[Token]) -> str:
    """All words of the page in their order, a line each for paragraph, heading and cell."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append(inline_text(token.children))
        lines += token.meta.get("words", ())
    return "\n".join(line for line in lines if line)
