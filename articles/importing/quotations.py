"""Find quotations, also where both marks are closing ones and the text breaks in between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.references.records import ParsedReference

from .prose import sentences, stems

MARKS = '“”„‟"«»″＂'
OPENS_AT_END = re.compile(rf"[:,–—-]\s*[{MARKS}]\s*\Z")
CLOSES_AT_END = re.compile(rf"[{MARKS}]\s*\.?\s*\Z")
WHOLE = re.compile(rf"[{MARKS}]\s*(?P<text>[^{MARKS}]{{20,}})[{MARKS}]\.?")
AFTER_COLON = re.compile(
    rf":\s*[{MARKS}]\s*(?P<text>[^{MARKS}]{{60,}})[{MARKS}]\.?\s*\Z"
)
MOST_PARAGRAPHS = 5
ENOUGH = 2  # words that the introduction must share with a title


@dataclass(frozen=True)
class Quotation:
    """Somebody else's words, the sentence that announces them, and the work if known."""

    text: str
    introduction: str = ""
    citekey: str = ""


@dataclass(frozen=True)
class Passage:
    """A paragraph of the body or a quotation, in reading order."""

    text: str
    is_quotation: bool = False
    introduction: str = ""
    is_unclosed: bool = False


def find_passages(paragraphs: Sequence[str]) -> list[Passage]:
    """Part paragraphs and quotations."""
    passages: list[Passage] = []
    index = 0
    while index < len(paragraphs):
        text = paragraphs[index]
        opener = OPENS_AT_END.search(text)
        if opener:
            intro = text[: opener.start()] + ":"
            end = _closing(paragraphs, index + 1)
            passages.append(Passage(intro if end else text, is_unclosed=not end))
            if end:
                quoted = "\n\n".join(paragraphs[index + 1 : end + 1])
                passages.append(Passage(_bare(quoted), True, intro))
                index = end
        else:
            passages.extend(_inside(text, passages[-1].text if passages else ""))
        index += 1
    return passages


def _closing(paragraphs: Sequence[str], start: int) -> int:
    """Index of the paragraph that ends with a quotation mark; 0 if there is none near."""
    for index in range(start, min(start + MOST_PARAGRAPHS, len(paragraphs))):
        if CLOSES_AT_END.search(paragraphs[index]):
            return index
    return 0


def _inside(text: str, before: str) -> list[Passage]:
    """A paragraph that is wholly in quotation marks, or ends with a long quotation."""
    if whole := WHOLE.fullmatch(text):
        return [Passage(whole["text"].strip(), True, before)]
    if match := AFTER_COLON.search(text):
        intro = text[: match.start()] + ":"
        return [Passage(intro), Passage(match["text"].strip(), True, intro)]
    return [Passage(text)]


def _bare(text: str) -> str:
    return re.sub(rf"^\s*[{MARKS}]\s*|\s*[{MARKS}]\s*\.?\s*\Z", "", text)


def source_of(introduction: str, quoted: str, works: Sequence[ParsedReference]) -> str:
    """The citekey of the one work that the surrounding words point to; "" if in doubt."""
    *_before, announcement = sentences(introduction) or [""]
    return _best(announcement, quoted, works) or _best(introduction, quoted, works)


def _best(introduction: str, quoted: str, works: Sequence[ParsedReference]) -> str:
    for work in works:
        names = [name.family for name in work.authors if len(name.family) > 2]
        if names and re.search(rf"\b{re.escape(names[0])}\b", introduction):
            return work.citekey
    if not works:
        return ""
    announced, said = stems(introduction), stems(quoted)
    scored = sorted(
        (_shared(work.title, announced, said), work.citekey) for work in works
    )
    scored.reverse()
    best = scored[0]
    others = [shared for shared, _key in scored[1:]]
    if best[0][0] < ENOUGH or (others and others[0][0] == best[0][0]):
        return ""
    return best[1]


def _shared(
    title: str, announced: frozenset[str], said: frozenset[str]
) -> tuple[int, int]:
    words = stems(title)
    return len(announced & words), len(said & words)
