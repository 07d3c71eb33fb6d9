"""What changed between two texts, paragraph by paragraph and word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
BLANK_LINES = re.compile(r"\n\s*\n")
WORDS = re.compile(r"\s+|[^\s]+")
# Comparing takes time with each pair of equal words or paragraphs, of which an ordinary text
# has few and "a a a …" has millions: beyond so many the rest is shown as replaced.
EFFORT = 1_000_000
MAX_PAIRS = 250_000
ALIKE = 0.5  # so much of their words two paragraphs share that are one, rewritten


@dataclass(frozen=True)
class Piece:
    """Some words: ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A changed paragraph in pieces, or a number of paragraphs that stayed the same."""

    pieces: tuple[Piece, ...] = ()
    unchanged: int = 0


@dataclass
class _Purse:
    """How many pairs of equal words may still be looked at."""

    left: int

    def pays(self, before: Sequence[str], after: Sequence[str]) -> bool:
        price = _equal_pairs(before, after)
        if price > self.left:
            return False
        self.left -= price
        return True


def compare(old: str, new: str, *, effort: int = EFFORT) -> list[Block]:
    """Return the changed paragraphs in their order, the unchanged ones counted between.

    A million of ``effort`` takes about a second.
    """
    purse = _Purse(effort)
    before, after = _paragraphs(old), _paragraphs(new)
    blocks: list[Block] = []
    for tag, i1, i2, j1, j2 in _opcodes(before, after):
        if tag == "equal":
            blocks.append(Block(unchanged=i2 - i1))
        else:
            blocks += _changed(before[i1:i2], after[j1:j2], purse)
    return blocks if any(block.pieces for block in blocks) else []


def _paragraphs(text: str) -> list[str]:
    parts = (part.strip() for part in BLANK_LINES.split(text.replace("\r\n", "\n")))
    return [part for part in parts if part]


def _opcodes(
    before: Sequence[str], after: Sequence[str]
) -> Sequence[tuple[str, int, int, int, int]]:
    if _equal_pairs(before, after) > MAX_PAIRS:
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _equal_pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the pairs of equal words or paragraphs, one from each text."""
    counts = Counter(after)
    return sum(counts[one] for one in before)


def _changed(
    before: Sequence[str], after: Sequence[str], purse: _Purse
) -> Iterator[Block]:
    """Compare paragraphs that are alike, in their order; the rest came or went as a whole."""
    if len(before) * len(after) > MAX_PAIRS:
        yield from (Block(pieces=(Piece(REMOVED, old),)) for old in before)
        yield from (Block(pieces=(Piece(ADDED, new),)) for new in after)
        return
    words = [_vocabulary(new) for new in after]
    start = 0
    for old in before:
        known = _vocabulary(old)
        twin = next(
            (n for n in range(start, len(after)) if _alike(known, words[n])), None
        )
        if twin is None:
            yield Block(pieces=(Piece(REMOVED, old),))
            continue
        for new in after[start:twin]:
            yield Block(pieces=(Piece(ADDED, new),))
        yield Block(pieces=tuple(_words(old, after[twin], purse)))
        start = twin + 1
    for new in after[start:]:
        yield Block(pieces=(Piece(ADDED, new),))


def _vocabulary(paragraph: str) -> frozenset[str]:
    return frozenset(paragraph.casefold().split())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two paragraphs share half of their words."""
    return 2 * len(one & other) >= ALIKE * (len(one) + len(other))


def _words(old: str, new: str, purse: _Purse) -> Iterator[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if not purse.pays(before, after):
        yield from (Piece(REMOVED, old), Piece(ADDED, new))
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(before[i1:i2]))
            continue
        if i2 > i1:
            yield Piece(REMOVED, "".join(before[i1:i2]))
        if j2 > j1:
            yield Piece(ADDED, "".join(after[j1:j2]))
