"""Old text to the portal's Markdown: marks escaped, numbers in brackets to citations."""

from __future__ import annotations

import re
from collections.abc import Mapping

SPECIAL = re.compile(r"([\\`*_\[\]])")
LINE_START = re.compile(r"(?m)^(\s*)(#{1,6}\s|>|~~~|:::|\+\s|=+$|\|)")
NUMBERS = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20})\]")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
RAISED_NUMBER = re.compile(
    r"(?<=[\w.,;)”\"])([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}(?:[,–-][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})*)"
)
LONGEST_RANGE = 30


def escape(text: str) -> str:
    """Plain text that Markdown shows as it is."""
    return LINE_START.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))


def unescape(text: str) -> str:
    return re.sub(r"\\([\\`*_\[\]#>+|.!-])", r"\1", text)


def with_citations(
    text: str, works: Mapping[int, str], *, is_markdown: bool
) -> tuple[str, set[int]]:
    """Text in which "[1,3]" cites works 1 and 3; and the numbers that no work has."""
    text = RAISED_NUMBER.sub(lambda match: f"[{match[1].translate(RAISED)}]", text)
    if is_markdown:
        text = re.sub(r"\\\[(\d[\d,;\s–-]*)\\?\]", r"[\1]", text)
    pieces, last, unknown = [], 0, set()
    for match in NUMBERS.finditer(text):
        numbers = _numbers(match[1])
        missing = {number for number in numbers if number not in works}
        unknown |= missing
        if missing or not numbers:
            continue
        before = text[last : match.start()]
        pieces.append(before if is_markdown else escape(before))
        pieces.append("[" + "; ".join(f"@{works[number]}" for number in numbers) + "]")
        last = match.end()
    rest = text[last:]
    pieces.append(rest if is_markdown else escape(rest))
    return "".join(pieces), unknown


def _numbers(text: str) -> list[int]:
    """ "1,3-5" → 1, 3, 4, 5."""
    numbers: list[int] = []
    for part in re.split(r"\s?[,;]\s?", text):
        first, _dash, last = re.sub(r"\s?[–-]\s?", "-", part).partition("-")
        end = int(last or first)
        if not int(first) <= end <= int(first) + LONGEST_RANGE:
            return []
        numbers.extend(range(int(first), end + 1))
    return numbers


def rename_citations(text: str, names: Mapping[str, str]) -> str:
    """Replace citekeys inside citations."""
    return re.sub(
        r"(?<!\w)@([a-z][a-z0-9_.:-]*[a-z0-9])",
        lambda match: f"@{names.get(match[1], match[1])}",
        text,
    )
