"""Read volume, issue, pages and year from the tail of a reference, in whatever order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})\.?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)[a-z]?"
_VOLUME = r"(?P<volume>\d{1,4}(?:-[A-Z]|[A-Z])?)(?:\s?(?:Pt|Suppl\.?)\s?\w{1,4})?"
_ISSUE = r"(?:\s?\(\s?(?P<issue>[^()\n]{1,30}?)\s?\))"
_PAGE = r"[A-Za-z]{0,5}\d{1,18}[A-Za-z]?"
_PAGES = rf"(?:[Pp](?:ages?|p?\.)?\s?)?(?P<pages>{_PAGE}(?:\s?-\s?{_PAGE})?)"
_DATE = rf"(?:{_MONTH}[\s,]{{1,2}}(?:\d{{1,2}},?\s)?)?{_YEAR}"
_AFTER_YEAR = rf"(?:\s{{1,2}}{_MONTH}(?:[-/][A-Za-z]{{3,9}}\.?)?(?:\s\d{{1,2}})?)?"

_ISSUE_WORD = r"(?:[Ii]ss(?:ue|\.)?|[Nn]o\.?|[Nn]umber)\s?"
_NUMBER = r"(?P<number>(?:[Ss]uppl\.?\s?)?[\w-]{1,12})"
_RANGE = rf"(?P<pages>{_PAGE}\s?-\s?{_PAGE})"
_SOME_PAGES = rf"(?P<pages>{_PAGE}(?:\s?-\s?{_PAGE})?)"
_DATE_AFTER = rf"(?:[\s,;.]{{0,3}}\(?{_DATE}\)?)?"

# From the most to the least telling; all are bounded, so that no input takes long.
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # Volume 37, Issue 1, Pages 39-48 (January 2008)
        (
            rf"\b[Vv]ol(?:ume|\.)?\s?{_VOLUME}(?:[\s,;]{{1,3}}{_ISSUE_WORD}{_NUMBER}|{_ISSUE})?"
            rf"(?:[\s,;:]{{1,3}}[Pp](?:ages?|p?\.)?\s?{_SOME_PAGES})?{_DATE_AFTER}"
        ),
        # 2007 Jul 1;189(1):232-239
        rf"\b{_YEAR}{_AFTER_YEAR}\s?[;:]\s?{_VOLUME}{_ISSUE}?\s?[:,]\s?{_PAGES}",
        # 241 (2006): 572-580 and 241, no. 2 (October 2006): 572-80
        (
            rf"\b{_VOLUME}(?:{_ISSUE}|,?\s[Nn]o\.\s?(?P<number>\d{{1,4}}))?"
            rf",?\s?\(\s?{_DATE}\s?\)\s?[:,]?\s?{_PAGES}"
        ),
        # 37(1):39-48, 2008
        rf"\b{_VOLUME}{_ISSUE}?\s?:\s?{_PAGES}(?:[\s,.;]{{1,3}}\(?{_DATE}\)?)?",
        # 2008, 37(1), 39-48
        rf"\b{_YEAR}\s?[,;]\s?{_VOLUME}{_ISSUE}?\s?,\s?{_PAGES}",
        # 37(1), 39-48 and 241, 572-580 2006
        (
            rf"\b{_VOLUME}(?:{_ISSUE}|,\s(?P<number>\d{{1,3}})(?=,\s?[\w-]{{1,12}}\s?-))?"
            rf"\s?,\s?{_PAGES}(?:[\s,.;]{{1,3}}\(?{_DATE}\)?)?(?!\d)"
        ),
        # 2010. p. 12-34
        rf"\b{_YEAR}\s?[.;,:]\s?[Pp]p?\.\s?{_PAGES}",
        # 2016:1799-1806
        rf"\b{_YEAR}\s?:\s?{_RANGE}",
        # Pages 1799-1806 (2016)
        rf"\b[Pp](?:ages?|p\.)\s?{_SOME_PAGES}{_DATE_AFTER}",
        # 2020;12 (no pages)
        rf"\b{_YEAR}{_AFTER_YEAR}\s?;\s?{_VOLUME}{_ISSUE}?",
        # , 1799-1806 at the very end
        rf",\s{_RANGE}(?=[\s.]{{0,3}}\Z)",
        # (January 2008) or a bare year
        rf"\(?\b{_DATE}\)?",
    )
)
_WEIGHTS = {"volume": 3, "pages": 3, "year": 4, "issue": 1, "month": 1}


@dataclass(frozen=True)
class Source:
    """The numbers of a source and where they stand in the text."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""


def find_source(text: str, *, has_year: bool = False) -> Source | None:
    """The reading that fills most fields; of equals the later one.

    With `has_year` the year was read before ("Smith (2010). Title. Bone, 3, 7."), so that
    numbers without one are believed when they close the text.
    """
    plain = text.translate(DASHES)
    best: tuple[int, int] = (0, len(plain))
    found: re.Match[str] | None = None
    for pattern in PATTERNS:
        for match in pattern.finditer(plain):
            score = _score(match, without_year=has_year)
            at_end = has_year and not plain[match.end() :].strip(" .,;")
            if (score, match.end()) > best and (at_end or _is_plausible(match)):
                best, found = (score, match.end()), match
    return _source(found) if found else None


def _groups(match: re.Match[str]) -> dict[str, str]:
    groups = {key: value for key, value in match.groupdict().items() if value}
    if number := groups.pop("number", ""):
        groups["issue"] = number
    return groups


def _score(match: re.Match[str], *, without_year: bool) -> int:
    weights = _WEIGHTS | ({"year": 0} if without_year else {})
    return sum(weights[key] for key in _groups(match))


def _is_plausible(match: re.Match[str]) -> bool:
    groups = _groups(match)
    year = groups.get("year")
    if year and int(year) > datetime.now(UTC).year + 2:
        return False
    # "10, 20" in a title is no source: without a year a range of pages must be there.
    has_range = "-" in groups.get("pages", "")
    return bool(year) or has_range or "vol" in match.group().lower()


def _source(match: re.Match[str]) -> Source:
    groups = _groups(match)
    month = groups.get("month", "")[:3].lower()
    return Source(
        start=match.start(),
        end=match.end(),
        year=int(groups["year"]) if "year" in groups else None,
        month=MONTHS.index(month) + 1 if month in MONTHS else None,
        volume=groups.get("volume", ""),
        issue=groups.get("issue", "").strip(),
        pages=groups.get("pages", "").replace(" ", ""),
    )
