"""Find sentences with a number that no citation supports."""

from __future__ import annotations

import re

CLAIM = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:%|percent\b|per cent\b)"
    r"|\b\d+ (?:of|out of) (?:the )?\d+\b|\b\d+/\d+ (?:patients|people|lesions|tumors|cases)\b"
    r"|\b\d+ (?:patients|people|persons|lesions|tumou?rs|cases|studies|women|men|children)\b"
    r"|\bp\s?[<=>]\s?0?[.,]\d+|\b95 ?% ?CI\b|\b(?:median|mean|average)\b[^.]{0,60}\d",
    re.IGNORECASE,
)
CITED = re.compile(r"\[@|\[\d")


def has_unsourced_number(sentence: str) -> bool:
    return CLAIM.search(sentence) is not None and CITED.search(sentence) is None
