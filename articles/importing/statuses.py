"""Find the sentence that says how far the evidence goes: "It remains an E/I procedure"."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The codes of `EvidenceStatus`, the strongest wording first.
CODES = (
    (
        "experimental",
        r"\bE\s?/\s?I\b|\bexperimental\b",
    ),
    ("experimental", r"\binvestigational\b"),
    ("not_recommended", r"\bnot (?:currently |routinely )?recommended\b"),
    ("withdrawn", r"\bwithdrawn\b"),
    ("emerging", r"\bemerging\b"),
    ("established", r"\bestablished\b|\bstandard of care\b"),
)
PATTERNS = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in CODES)
SAYS_SO = re.compile(
    r"^(?:Status|Evidence(?: status)?)\s*:"
    r"|^(?:It|This|The)\b.{0,80}?\b(?:remains?|is|are|stays?|continues to be)\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\bno longer\b|\bnot (?:experimental|investigational|an? E/I)\b", re.IGNORECASE
)
LONGEST = 30  # words; a longer sentence argues, it does not label


@dataclass(frozen=True)
class Evidence:
    """A status as the old page words it; the code is a proposal."""

    code: str
    wording: str


def read_status(sentence: str) -> Evidence | None:
    """The status a sentence states about the whole page, if that is what it does."""
    if len(sentence.split()) > LONGEST or not SAYS_SO.search(sentence):
        return None
    if DENIED.search(sentence):
        return None
    for code, pattern in PATTERNS:
        if pattern.search(sentence):
            return Evidence(code, sentence)
    return None


def is_strong(evidence: Evidence) -> bool:
    """Whether the word is a label of its own, so that it may stand amid a paragraph."""
    return bool(re.search(r"\bE\s?/\s?I\b|\binvestigational\b", evidence.wording))
