"""Flag probable typing errors; the text itself is never changed."""

from __future__ import annotations

import re
from functools import cache

from .prose import VOCABULARY, words

SHORTEST = 5
MOST = 30
# "lesion form renal cancer": both are words, only the neighbors tell.
FORM_FOR_FROM = re.compile(
    r"\b(?:lesions?|metastas[ei]s|tumou?rs?|specimens?|samples?|biops(?:y|ies)|tissue|data|results"
    r"|arises?|arising|bleeding|pain)\s+form\s+(?!of\b)\w+",
    re.IGNORECASE,
)
ENDINGS = ("s", "es", "ed", "d", "ly", "ing", "al", "r", "er", "y")


@cache
def _known() -> frozenset[str]:
    return frozenset(VOCABULARY["spellings"].split())


@cache
def _slips() -> dict[str, str]:
    """Every word one slip away from a known one: a doubled, lost or swapped letter.

    Looking words up here is the fast direction: some 20,000 entries, made once.
    """
    slips: dict[str, str] = {}
    for word in _known():
        for index in range(len(word)):
            head, letter, tail = word[:index], word[index], word[index + 1 :]
            slips.setdefault(head + tail, word)
            if tail and index:
                slips.setdefault(head + tail[0] + letter + tail[1:], word)
    return slips


def find_typos(text: str) -> list[tuple[str, str]]:
    """Pairs of what stands there and what was probably meant."""
    found = {
        match.group(): match.group().replace("form", "from")
        for match in FORM_FOR_FROM.finditer(text)
    }
    for word in dict.fromkeys(words(text)):
        if len(found) >= MOST:
            break
        if word.islower() and len(word) >= SHORTEST and (meant := _meant(word)):
            found[word] = meant
    return list(found.items())


def _meant(word: str) -> str:
    """The word of the field that `word` is one slip away from; "" if it is a word itself."""
    if word in _known() or _is_inflected(word):
        return ""
    if slip := _slips().get(word):
        return slip
    shorter = (word[:index] + word[index + 1 :] for index in range(len(word) - 1))
    return next((candidate for candidate in shorter if candidate in _known()), "")


def _is_inflected(word: str) -> bool:
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and not {stem, stem + "e", stem + "y"}.isdisjoint(_known()):
            return True
    return False
