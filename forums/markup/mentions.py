"""Mentions: members type @ann, posts hold @[17], and the name is looked up late."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from markdown_it.token import Token

from .limits import MAX_MENTIONS, tidy
from .parser import AFTER, BEFORE, MENTION, parse

# As portal.accounts has it, in any case.
HANDLE = r"@([A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){2,29}+)"
ADDRESS = r"(?i:https?://|mailto:)\S+"
TYPED = re.compile(rf"{ADDRESS}|{BEFORE}{HANDLE}{AFTER}")
STORED = re.compile(rf"{ADDRESS}|{MENTION.pattern}")
TICKS = re.compile(r"\\[^\w\s]|`+")


def handles_in(text: str) -> set[str]:
    """Return what may be handles, in lower case; a query tells which of them are."""
    found: set[str] = set()

    def note(typed: re.Match[str]) -> str:
        found.add(typed[1].lower())
        return typed[0]

    _replace(TYPED, note, tidy(text))
    return found


def to_stored(text: str, ids: Mapping[str, int]) -> str:
    """Return the text tidied, with @[17] for each handle of ``ids`` (lower case) in it."""

    def replace(typed: re.Match[str]) -> str:
        number = ids.get(typed[1].lower())
        return typed[0] if number is None else f"@[{number}]"

    return _replace(TYPED, replace, tidy(text))


def to_editable(text: str, handles: Mapping[int, str]) -> str:
    """Return the text as it is typed; @[17] stays when nobody has that number."""

    def replace(stored: re.Match[str]) -> str:
        handle = handles.get(int(stored[1]))
        return stored[0] if handle is None else f"@{handle}"

    return _replace(STORED, replace, tidy(text))


def mentioned(text: str) -> tuple[int, ...]:
    """Return the first members the writer addresses; those in quotations were told before."""
    found: dict[int, None] = {}
    for children in _own_words(parse(tidy(text))):
        for child in children:
            if child.type == "mention":
                found[child.meta["member"]] = None
    return tuple(found)[:MAX_MENTIONS]


def _own_words(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    quotations = 0
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quotations += token.nesting
        elif not quotations:
            yield token.children or []


def _replace(
    pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str], text: str
) -> str:
    """Replace what the pattern finds as its group, outside of code and addresses."""

    def unless_address(found: re.Match[str]) -> str:
        return found[0] if found[1] is None else replacement(found)

    if "@" not in text:
        return text
    parts: list[str] = []
    done = 0
    for start, end in _code(text):
        parts += (pattern.sub(unless_address, text[done:start]), text[start:end])
        done = end
    return "".join((*parts, pattern.sub(unless_address, text[done:])))


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Yield where code begins and ends: fenced blocks and spans between backticks."""
    if "`" not in text and "~~~" not in text:
        return
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    starts[-1] -= 1
    for token in parse(text):
        if token.map and token.type in ("fence", "inline"):
            start, end = starts[token.map[0]], starts[token.map[1]]
            spans = (
                _spans(text[start:end])
                if token.type == "inline"
                else [(0, end - start)]
            )
            yield from ((start + left, start + right) for left, right in spans)


def _spans(words: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of code in a paragraph, as CommonMark pairs runs of backticks."""
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer("`+", words):
        runs[len(run[0])].append(run.start())
    done = 0
    while found := TICKS.search(words, done):
        done = found.end()
        if found[0][0] == "`":
            same = runs[len(found[0])]
            after = bisect_left(same, done)
            if after < len(same):
                start, done = found.start(), same[after] + len(found[0])
                yield start, done
