"""Small facts about English prose that the page splitter leans on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

VOCABULARY: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)
ABBREVIATIONS = frozenset(VOCABULARY["abbreviations"].split())
SENTENCE = re.compile(r"(?<=[.?!])(?P<quote>[”\"’'»)]*)\s+(?=[“\"‘'«(\[]*[^\W_a-z])")
LAST_WORD = re.compile(r"([\w.]+)\.[”\"’'»)]*\Z")
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

FINITE = frozenset(VOCABULARY["finite"].split())


def sentences(text: str) -> list[str]:
    """Cut a paragraph into sentences; "et al. 2006" and "Fig. 1" stay whole."""
    found, last = [], 0
    for end in SENTENCE.finditer(text):
        head = text[max(last, end.start() - 40) : end.end("quote")]
        word = LAST_WORD.search(head)
        if word and (
            word[1].lower() in ABBREVIATIONS or re.fullmatch(r"[A-Z]", word[1])
        ):
            continue
        found.append(text[last : end.end("quote")].strip())
        last = end.end()
    return [sentence for sentence in (*found, text[last:].strip()) if sentence]


def words(text: str) -> list[str]:
    return WORD.findall(text)


def has_finite_verb(sentence: str) -> bool:
    """Whether something in the sentence can only be its verb."""
    return any(word.lower() in FINITE for word in words(sentence))


def stems(text: str) -> frozenset[str]:
    """Content words cut to six letters: "metastatic" meets "metastases"."""
    return (
        frozenset(word[:6].lower() for word in words(text) if len(word) > 3)
        - STOP_STEMS
    )


STOP_STEMS = frozenset(VOCABULARY["stop_stems"].split())
