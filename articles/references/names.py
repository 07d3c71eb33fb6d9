"""Read author lists in whatever order, with degrees, footnote letters and particles."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from .records import Name

VOCABULARY: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)
PARTICLES = frozenset(VOCABULARY["particles"].split())
CAPITAL_PARTICLES = frozenset(VOCABULARY["capital_particles"].split())
DEGREES = frozenset(VOCABULARY["degrees"].split())
TITLES = frozenset({"dr", "prof", "professor", "pd", "privdoz", "med", "sir", "dame"})
ABBREVIATED = frozenset({"St.", "Ste.", "Wm.", "Chr.", "Th.", "Ph.", "Yu.", "Jos."})
SUFFIXES = frozenset({"Jr", "jr", "Sr", "sr", "II", "III", "IV", "2nd", "3rd", "4th"})
GROUP_WORDS = frozenset(VOCABULARY["group_words"].split())
ET_AL = re.compile(
    r"\b(?:et\s+al(?:ii|ia)?|and\s+others|and\s+colleagues)\b\.?", re.IGNORECASE
)
FOOTNOTE = "*†‡§¶#‖"
LONGEST_CHUNK = 120
TITLE_WORDS = frozenset(VOCABULARY["title_words"].split())
TITLE_ENDINGS = tuple(VOCABULARY["title_endings"].split())


class Kind(Enum):
    """What a piece between two commas of an author list is."""

    DEGREE = auto()
    SUFFIX = auto()
    ET_AL = auto()
    INITIALS = auto()  # "M. R."
    INVERTED = auto()  # "Tuncali K"
    FULL = auto()  # "Steven R. Ullrick"
    FAMILY = auto()  # "Callstrom"
    GROUP = auto()  # "World Health Organization"
    OTHER = auto()


@dataclass(frozen=True)
class Chunk:
    """One piece with its kind and, where it is one, the name in it."""

    kind: Kind
    text: str
    name: Name | None = None


def _plain(word: str) -> str:
    return re.sub(r"[^\w]", "", word).casefold()


def is_degree(text: str) -> bool:
    """Whether all words are degrees: "MD, PhD", "M.D.", "MDb" (footnote letter), "MD1,2"."""
    words = re.split(r"[\s/;,]+", text.strip(" ,;"))
    return bool(words) and all(_is_degree_word(word) for word in words)


def _is_degree_word(word: str) -> bool:
    bare = word.strip("().,").rstrip(FOOTNOTE + "0123456789")
    if sum(map(str.isupper, bare)) < 2:  # the surnames Do and Ma are no degrees
        return False
    if _plain(bare) in DEGREES:
        return True
    # A footnote letter glued to the degree: "MDb".
    return bare[-1:].islower() and _plain(bare[:-1]) in DEGREES


def _is_suffix(word: str) -> bool:
    """ "Jr." but not "JR", which are initials."""
    return word.strip(" .,") in SUFFIXES


def _initials(word: str) -> str | None:
    """ "JW" → "J. W.", "J.-P." → "J.-P.", "K." → "K."; None if the word is something else."""
    bare = word.replace(".", "")
    letters = bare.replace("-", "")
    if not (1 <= len(letters) <= 4 and letters.isalpha() and letters.isupper()):
        return None
    if "-" in bare:
        return "-".join(f"{part[:1]}." for part in bare.split("-") if part)
    return " ".join(f"{letter}." for letter in letters)


def _is_capitalized(word: str) -> bool:
    """A word of a name: "Wong", "O'Neill", "Paz-Fumagalli", "d'Alessio", "McCarthy"."""
    bare = re.sub(r"^(?:[dDlL]|[oO])['’]", "", word).strip(".'’-")
    letters = bare.replace("-", "").replace("'", "").replace("’", "").replace(".", "")
    return letters.isalpha() and bare[:1].isupper()


def _strip(text: str) -> str:
    """Without "Dr.", degrees after a space, footnote signs and numbers."""
    words = text.strip(" ,;").rstrip(FOOTNOTE).split()
    while (
        words
        and _plain(words[0]) in TITLES
        and words[0][:1].isupper()
        and len(words) > 1
    ):
        words.pop(0)
    while len(words) > 2 and _is_degree_word(words[-1]) and not _may_be_initials(words):
        words.pop()
    if words:
        words[-1] = words[-1].rstrip(FOOTNOTE + "0123456789") or words[-1]
    return " ".join(words)


def _may_be_initials(words: list[str]) -> bool:
    """Whether a degree at the end ("… MS") can as well be the initials of an inverted name."""
    has_given_initial = any(_initials(word) for word in words[:-1])
    return (
        _initials(words[-1]) is not None and not has_given_initial and words[-1] != "MD"
    )


def classify(text: str) -> Chunk:
    """Say what one piece of an author list is."""
    stripped = text.strip(" \t\n,;")
    if stripped.endswith(".") and len(stripped.split()[-1]) > 4:
        stripped = stripped.rstrip(".")
    if not stripped or len(stripped) > LONGEST_CHUNK:
        return Chunk(Kind.OTHER, stripped)
    if ET_AL.fullmatch(stripped):
        return Chunk(Kind.ET_AL, stripped)
    if _is_suffix(stripped):
        return Chunk(Kind.SUFFIX, stripped)
    if is_degree(stripped):
        return Chunk(Kind.DEGREE, stripped)
    words = _strip(stripped).split()
    if initials := _all_initials(words):
        return Chunk(Kind.INITIALS, stripped, Name(given=initials))
    if _is_group(words):
        return Chunk(
            Kind.GROUP,
            stripped,
            Name(literal=re.sub(r"^(?:for|on behalf of) ", "", stripped)),
        )
    return _classify_person(stripped, words)


def _all_initials(words: list[str]) -> str:
    parts = [_initials(word) for word in words]
    return " ".join(part for part in parts if part) if parts and all(parts) else ""


def _is_group(words: list[str]) -> bool:
    if not 1 < len(words) <= 14 or any(word[-1] in ".:?!" for word in words):
        return False
    if not words[0][:1].isalpha() or not any(word[:1].isupper() for word in words):
        return False
    return bool({_plain(word) for word in words} & GROUP_WORDS)


def _classify_person(text: str, words: list[str]) -> Chunk:
    suffix = ""
    if len(words) > 1 and _is_suffix(words[-1]):
        suffix = words.pop().strip(",")
    if not words or len(words) > 7 or not all(_is_name_word(word) for word in words):
        return Chunk(Kind.OTHER, text)
    if len(words) > 1 and (inverted := _inverted(words, suffix)):
        return Chunk(Kind.INVERTED, text, inverted)
    start = _family_start(words)
    if start == 0:
        return Chunk(Kind.FAMILY, text, Name(family=" ".join(words), suffix=suffix))
    given, family = " ".join(words[:start]), " ".join(words[start:])
    return Chunk(Kind.FULL, text, Name(family, normalize_initials(given), suffix))


def _is_name_word(word: str) -> bool:
    plain = _plain(word)
    if plain in TITLE_WORDS or plain.endswith(TITLE_ENDINGS):
        return False
    if word.endswith(".") and _initials(word) is None and word not in ABBREVIATED:
        return False  # the end of a sentence
    return plain in PARTICLES or _is_capitalized(word) or _initials(word) is not None


def _inverted(words: list[str], suffix: str) -> Name | None:
    """ "van der Berg AB", "Smith J. A.": trailing initials after a family name."""
    count = 0
    while count < len(words) - 1 and _initials(words[-1 - count]) and count < 4:
        count += 1
    family = words[: len(words) - count]
    if not count or (_initials(family[0]) and len(family[0].strip(".")) < 2):
        return None
    if any("." in word for word in family) or not any(map(_is_capitalized, family)):
        return None
    return Name(" ".join(family), _all_initials(words[len(family) :]), suffix)


def _family_start(words: list[str]) -> int:
    """Where the family name begins in natural order: the last word and particles before it."""
    start = len(words) - 1
    while (
        start > 0
        and _is_particle(words[start - 1])
        and (start > 1 or words[0][:1].islower())
    ):
        start -= 1
    return start


def _is_particle(word: str) -> bool:
    return word in CAPITAL_PARTICLES or word in PARTICLES


def normalize_initials(given: str) -> str:
    """ "MR" and "M.R." → "M. R."; full given names stay as they are."""
    words = given.split()
    return " ".join(_initials(word) or word for word in words)
