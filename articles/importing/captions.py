"""Find a figure caption that an old page glued to its first paragraph."""

from __future__ import annotations

import re

from .prose import has_finite_verb, sentences, words

MARKED = re.compile(
    r"(?:fig(?:ure)?|image|photo|picture|abb)\.?\s*\d{0,2}[a-z]?\s*[.:–-]\s*",
    re.IGNORECASE,
)
LONGEST = 35  # words
SHORTEST = 3


def take_caption(paragraph: str) -> tuple[str, str]:
    """The caption and the rest of the paragraph; "" when it begins with a full sentence."""
    parts = sentences(paragraph)
    if not parts:
        return "", paragraph
    if marked := MARKED.match(paragraph):  # "Fig. 1. Probe in the bone. In this …"
        parts = sentences(paragraph[marked.end() :])
    elif not _is_fragment(parts[0]):
        return "", paragraph
    if not parts:
        return "", paragraph
    return parts[0], paragraph.partition(parts[0])[2].strip()


def _is_fragment(sentence: str) -> bool:
    count = len(words(sentence))
    is_statement = sentence.endswith((".", ")")) or len(sentence) < 200
    return (
        SHORTEST <= count <= LONGEST and is_statement and not has_finite_verb(sentence)
    )
