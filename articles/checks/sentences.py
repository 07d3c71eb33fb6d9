"""Passages cut into sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.markup.passages import CITED, Kind, Passage

# A sentence ends at a stop, with the closing marks and citations that cling to it, before
# white space and whatever begins a new one. A table is cut at its cells.
END = re.compile(rf"[.!?][\"”’)\]{CITED}]*(?=\s+[\"“‘(\[]?[A-Z0-9])")
ABBREVIATIONS = re.compile(
    r"\b(?:al|approx|ca|cf|Dr|e\.g|et|Fig|i\.e|Mr|Mrs|Ms|no|No|p|pp|Prof|St|vs|vol)\.$"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    kind: Kind
    line: int
    text: str

    @property
    def cited(self) -> bool:
        return CITED in self.text or self.kind is Kind.QUOTATION

    @property
    def words(self) -> list[str]:
        return WORD.findall(self.text)


def sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage with their lines; a heading or a table is one of them."""
    if passage.kind in (Kind.HEADING, Kind.TABLE):
        yield Sentence(passage.kind, passage.line, passage.text)
        return
    start = 0
    for end in (*_ends(passage.text), len(passage.text)):
        text = passage.text[start:end]
        if text.strip():
            lead = start + len(text) - len(text.lstrip())
            line = passage.line + passage.text.count("\n", 0, lead)
            yield Sentence(passage.kind, line, " ".join(text.split()))
        start = end


def _ends(text: str) -> Iterator[int]:
    for match in END.finditer(text):
        if not ABBREVIATIONS.search(
            text, max(0, match.start() - 10), match.start() + 1
        ):
            yield match.end()


def shown(text: str) -> str:
    """A sentence short enough for a message."""
    text = " ".join(text.replace(CITED, "").split())
    return text if len(text) <= 80 else f"{text[:77].rstrip()}…"
