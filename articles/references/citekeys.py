"""Citation keys as people say them: first author and year, "callstrom2006"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count, product
from string import ascii_lowercase

from .records import ParsedReference

# Letters that have no decomposition into a base letter and an accent.
PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
    }
)
LONGEST_STEM = 40


def stem(record: ParsedReference) -> str:
    """ "callstrom2006"; without an author the first long word of the title."""
    name = record.authors[0].short if record.authors else ""
    word = plain(name) or next(
        (plain(word) for word in record.title.split() if len(plain(word)) > 3), ""
    )
    word = word.lstrip("0123456789")[:LONGEST_STEM] or "work"
    return f"{word}{record.year or ''}"


def plain(text: str) -> str:
    """Small Latin letters and digits only: "Szumera-Ciećkiewicz" → "szumeracieckiewicz"."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(PLAIN_LETTERS))
    return re.sub(r"[^a-z0-9]", "", decomposed)


def new_citekey(record: ParsedReference, taken: Collection[str]) -> str:
    """The first free one of callstrom2006, callstrom2006b, callstrom2006c …"""
    base = stem(record)
    return next(key for key in _candidates(base) if key not in taken)


def _candidates(base: str) -> Iterator[str]:
    yield base
    separator = "-" if base[-1:].isalpha() else ""
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            suffix = "".join(letters)
            if suffix != "a":  # the first work has no letter
                yield f"{base}{separator}{suffix}"
