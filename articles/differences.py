"""What changed between two texts, paragraph by paragraph and word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\S+")
MAX_WORDS = 4_000  # longer paragraphs are shown as removed and added as a whole


@dataclass(frozen=True)
class Part:
    """A run of words: ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph with its runs, or ``skipped`` unchanged paragraphs in a row."""

    kind: str
    parts: tuple[Part, ...] = ()
    skipped: int = 0


def compare(old: str, new: str, *, context: int = 1) -> list[Block]:
    """Return what turns ``old`` into ``new``; far from a change, paragraphs are skipped."""
    before, after = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks: list[Block] = []
    shown = 0
    for group in matcher.get_grouped_opcodes(context):
        if skipped := group[0][1] - shown:
            blocks.append(Block("skipped", skipped=skipped))
        for opcode in group:
            blocks.extend(_blocks(*opcode, before, after))
        shown = group[-1][2]
    if blocks and shown < len(before):
        blocks.append(Block("skipped", skipped=len(before) - shown))
    return blocks


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _blocks(
    tag: str, i1: int, i2: int, j1: int, j2: int, before: list[str], after: list[str]
) -> Iterator[Block]:
    """Pair changed paragraphs in order; what is left over was removed or added whole."""
    old, new = before[i1:i2], after[j1:j2]
    if tag == "equal":
        yield from (Block("same", (Part("same", text),)) for text in old)
        return
    pairs = min(len(old), len(new))
    for was, becomes in zip(old[:pairs], new[:pairs], strict=True):
        yield Block("changed", tuple(_words(was, becomes)))
    yield from (Block("removed", (Part("removed", text),)) for text in old[pairs:])
    yield from (Block("added", (Part("added", text),)) for text in new[pairs:])


def _words(old: str, new: str) -> Iterator[Part]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > MAX_WORDS:
        yield Part("removed", old)
        yield Part("added", new)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Part("removed", "".join(before[i1:i2]))
        if j1 < j2:
            yield Part("added", "".join(after[j1:j2]))
