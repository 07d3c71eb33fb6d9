"""Find the author list at the head of a reference and take it apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import journals
from .names import ET_AL, Chunk, Kind, classify, is_degree, normalize_initials
from .records import Name

LONGEST_LIST = 6_000  # characters: some 250 authors
HARD = re.compile(r"\s*(?:[,;](?:\s*(?:and|und|&)\s)?|\n|\s(?:and|und|&)\s)\s*")
SOFT = re.compile(r"\.\s+|:\s+|\s+(?=[(\"“‘«])|\s+(?=(?:1[89]|20)\d\d\b)|[.:]?$")
TWO_INITIALS = re.compile(r"\b[^\W\d_a-z]{2,4}\.\s")  # "Roe AB. Ice"
INITIAL = re.compile(r"[^\W\d_]\.(?=\s)")
NAMED = (Kind.FULL, Kind.INVERTED, Kind.GROUP)


@dataclass(frozen=True)
class AuthorList:
    """The authors, whether the list says "et al.", and where the rest begins."""

    names: tuple[Name, ...] = ()
    truncated: bool = False
    end: int = 0


@dataclass(frozen=True)
class Piece:
    """One chunk and the position after its delimiter; `last` ends the list."""

    chunk: Chunk
    start: int
    end: int
    last: bool = False


def read_authors(text: str) -> AuthorList:
    """Read as many authors as stand at the head of `text`; the end is 0 when there are none."""
    head = text[:LONGEST_LIST]
    pieces = list(_by_semicolon(head)) or list(_pieces(head))
    return _assemble(pieces, text)


def _pieces(text: str) -> Iterator[Piece]:
    """Chunks up to the first that belongs to no author list."""
    start, previous = 0, None
    while start < len(text):
        hard = HARD.search(text, start)
        stop, after = (hard.start(), hard.end()) if hard else (len(text), len(text))
        chunk = classify(text[start:stop])
        if not _is_list_part(chunk) or _runs_on(chunk, text, hard, previous):
            yield from _soft_pieces(text, start, stop)
            return
        previous = Piece(chunk, start, after)
        yield previous
        # After a comma an inverted list goes on in the next line, whatever stands in it.
        goes_on = chunk.kind is Kind.INVERTED and hard and "," in hard.group()
        if (
            hard
            and "\n" in hard.group()
            and not goes_on
            and not _all_names(text, after)
        ):
            return
        start = after


def _is_list_part(chunk: Chunk) -> bool:
    return chunk.kind is not Kind.OTHER and not journals.is_known(chunk.text)


def _runs_on(
    chunk: Chunk, text: str, hard: re.Match[str] | None, previous: Piece | None
) -> bool:
    """Whether a name in natural order is in truth a name and the first word of a title.

    "Doe J. Ice and bone" has the shape of "Steven R. Ullrick and Kathy J. Brown".
    """
    if chunk.kind is not Kind.FULL or ". " not in chunk.text:
        return False
    if previous and previous.chunk.kind is Kind.INVERTED:
        return True
    if TWO_INITIALS.search(chunk.text):
        return True
    if hard is None or "\n" in hard.group():
        return False
    after = HARD.search(text, hard.end())
    stop = after.start() if after else len(text)
    following = text[hard.end() : stop]
    if _is_list_part(classify(following)) or any(_soft_pieces(text, hard.end(), stop)):
        return False
    return following[:1].islower() or "," not in hard.group()


def _all_names(text: str, start: int) -> bool:
    """Whether the line from `start` on holds nothing but names and degrees."""
    line = text[start:].split("\n", 1)[0]
    chunks = [classify(part) for part in HARD.split(line) if part.strip(" .")]
    names = [chunk for chunk in chunks if chunk.kind in NAMED]
    return bool(names) and all(map(_is_list_part, chunks))


def _soft_pieces(text: str, start: int, stop: int) -> Iterator[Piece]:
    """The last author inside a chunk that runs on into the title."""
    segment = text[start:stop]
    if et_al := ET_AL.search(segment[:200]):
        before = classify(segment[: et_al.start()])
        if before.kind in NAMED:
            yield Piece(before, start, start + et_al.start())
        if before.kind in NAMED or not before.text:
            end = start + et_al.end()
            yield Piece(
                Chunk(Kind.ET_AL, et_al.group()), start + et_al.start(), end, last=True
            )
            return
    best: Piece | None = None
    degree = re.match(r"\w+\s+(?=[^\W\d_])", segment)
    if start and degree and is_degree(degree.group()):  # "…, BS Painful metastases"
        chunk = Chunk(Kind.DEGREE, degree.group().strip())
        best = Piece(chunk, start, start + degree.end(), last=True)
    for soft in SOFT.finditer(segment[:200]):
        if TWO_INITIALS.search(segment, 0, soft.start()):
            break
        chunk = classify(segment[: soft.start()])
        if chunk.kind in (*NAMED, Kind.INITIALS, Kind.DEGREE, Kind.SUFFIX):
            best = Piece(chunk, start, start + soft.end(), last=True)
            rest = text[start + soft.end() : start + soft.end() + 200]
            is_whole = not (_looks_like_surname(rest) or INITIAL.match(rest))
            if chunk.kind is Kind.INVERTED and is_whole:
                break
    if best:
        yield best


def _looks_like_surname(rest: str) -> bool:
    """ "Steven R. Ullrick. Title" against "Tuncali K. Title": a lone name word, then a stop."""
    word = re.match(r"([^\W\d_][\w'’-]*)(?:\s(\w+))?[.,\n]\s*([^\d]*)", rest)
    if not word or (word[2] and not is_degree(word[2])):
        return False
    if journals.is_known(word[3]):  # "Doe J. Ice. Bone 2001": a short title
        return False
    return classify(word[1]).kind is Kind.FAMILY


def _by_semicolon(text: str) -> Iterator[Piece]:
    """ "Tuncali, Kemal; Morrison, Paul R. Title": family and given name per semicolon."""
    parts = text.split(";")
    if len(parts) < 2 or not _family_given(parts[0]):
        return
    start = 0
    for part in parts[:-1]:
        name = _family_given(part)
        if not name:
            break
        start += len(part) + 1
        yield Piece(Chunk(Kind.FULL, part.strip(), name), start, start)
    rest = text[start:]
    for soft in SOFT.finditer(rest[:200]):
        name = _family_given(rest[: soft.start()])
        if name and not INITIAL.match(rest, soft.end()):
            end = start + soft.end()
            yield Piece(
                Chunk(Kind.FULL, rest[: soft.start()], name), start, end, last=True
            )
            return


def _family_given(part: str) -> Name | None:
    family, comma, given = part.strip().partition(",")
    if not comma or len(part) > 100 or any(map(str.isdigit, part)):
        return None
    if classify(family).kind not in (Kind.FAMILY, Kind.FULL):
        return None
    kind = classify(given).kind
    if kind not in (Kind.FAMILY, Kind.FULL, Kind.INITIALS, Kind.INVERTED):
        return None
    return Name(family=family.strip(), given=normalize_initials(given.strip()))


def _assemble(pieces: list[Piece], text: str) -> AuthorList:
    """Join "Callstrom", "M. R." and suffixes; stop where the sequence makes no sense."""
    names: list[Name] = []
    end, index, truncated = 0, 0, False
    while index < len(pieces):
        piece = pieces[index]
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        kind = piece.chunk.kind
        if kind is Kind.FAMILY or (kind is Kind.FULL and _is_initials(following)):
            joined = _join_inverted(piece, following, is_first=not names)
            if not joined or not following:
                break
            names.append(joined)
            piece, index = following, index + 1
        elif kind in NAMED and piece.chunk.name:
            names.append(piece.chunk.name)
        elif not names:
            break
        elif kind is Kind.SUFFIX:
            names[-1] = replace(names[-1], suffix=piece.chunk.text.strip(" ."))
        elif kind is Kind.ET_AL:
            truncated = True
        elif kind is Kind.INITIALS:
            break
        end, index = piece.end, index + 1
        if piece.last:
            break
    return AuthorList(tuple(names), truncated, _skip(text, end))


def _is_initials(piece: Piece | None) -> bool:
    return piece is not None and piece.chunk.kind is Kind.INITIALS


def _join_inverted(
    piece: Piece, following: Piece | None, *, is_first: bool
) -> Name | None:
    """ "Callstrom" + "M. R." (APA), or + "Matthew R." for a first author (Chicago)."""
    if following is None:
        return None
    given = following.chunk.text.strip()
    allowed = {
        Kind.INITIALS,
        Kind.DEGREE,
    }  # "Smith, MS": initials that look like a degree
    if is_first:
        allowed |= (
            {Kind.INVERTED, Kind.FAMILY}
            if re.search(r"\s\w\.?$|^\w+$", given)
            else set()
        )
    if following.chunk.kind not in allowed:
        return None
    return Name(family=piece.chunk.text.strip(), given=normalize_initials(given))


def _skip(text: str, end: int) -> int:
    """Past the marks between the list and what follows: "(eds.)", dots, commas, spaces."""
    match = re.compile(r"(?:\s*\(?[Ee]ds?\.?\)?(?=[\s,.]))?[\s.,:;]*").match(text, end)
    return match.end() if match and end else end
