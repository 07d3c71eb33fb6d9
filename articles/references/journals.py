"""Recognize journal names: exact, abbreviated, misspelled, or run into the end of a title."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

NAMES_FILE = Path(__file__).with_name("journals.txt")
LONGEST_NAME = 120  # characters; anything longer is not compared with the list
NEAR = 0.87  # difflib ratio; "Current porblems in …" reaches 0.97, other journals of the field 0.85


@dataclass(frozen=True)
class Journal:
    """A name as recognized; `how` is "exact", "abbreviation" or "near"."""

    name: str
    how: str
    short: str = ""


def folded(text: str) -> str:
    """Comparable form: lower case, words only, without a leading article."""
    words = re.findall(r"[^\W_]+", text.casefold().replace("&", " and "))
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@cache
def _known() -> MappingProxyType[str, Journal]:
    """Folded spelling → journal, for the full name and every short form."""
    known: dict[str, Journal] = {}
    for line in NAMES_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, *others = (part.strip() for part in line.split(" | "))
        short = others[0] if others else ""
        known[folded(name)] = Journal(name, "exact", short)
        for other in others:
            known.setdefault(folded(other), Journal(name, "abbreviation", short))
    return MappingProxyType(known)


@cache
def _long_spellings() -> tuple[str, ...]:
    """Spellings long enough that a near match means something ("Bone" is near to too much)."""
    return tuple(spelling for spelling in _known() if len(spelling) >= 10)


def recognize(text: str) -> Journal | None:
    """The known journal that `text` names, near misses included."""
    spelling = folded(text[: LONGEST_NAME + 1])
    if not spelling or len(text) > LONGEST_NAME:
        return None
    if exact := _known().get(spelling):
        return exact
    near = difflib.get_close_matches(spelling, _long_spellings(), n=1, cutoff=NEAR)
    return replace(_known()[near[0]], how="near") if near else None


def is_known(text: str) -> bool:
    return len(text) <= LONGEST_NAME and folded(text) in _known()


def at_end_of(text: str) -> tuple[int, Journal] | None:
    """Where a known journal name begins that `text` ends with: the longest one wins."""
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", text)]
    for start in starts[-12:]:
        tail = text[start:]
        if start and tail[0].isupper() and is_known(tail):
            return start, _known()[folded(tail)]
    return None
