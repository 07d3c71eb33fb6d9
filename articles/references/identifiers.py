"""Find DOI, PubMed, PMC and trial numbers and web addresses in text, and take them out."""

from __future__ import annotations

import re
from dataclasses import dataclass

DOI = re.compile(
    r"(?:\bhttps?://(?:dx\.)?doi\.org/|\bdoi\s*[:.]?\s*)?\b(?P<doi>10\.\d{4,9}/[^\s\"<>]{1,150})",
    re.IGNORECASE,
)
PMID = re.compile(
    r"(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)"
    r"(?P<address>[1-9]\d{0,8})\b/?|\b(?:PubMed\s+)?PMID\s*[:#]?\s*(?P<number>[1-9]\d{0,8})\b"
    r"|\[?\bPubMed\s*(?:ID)?\s*[:#]\s*(?P<word>[1-9]\d{0,8})\b\]?",
    re.IGNORECASE,
)
PMCID = re.compile(
    r"(?:\bPMCID\s*[:#]?\s*|https?://\S{0,60}?/)?\b(?P<pmcid>PMC\d{4,9})\b/?",
    re.IGNORECASE,
)
REGISTRY = re.compile(
    r"\b(?P<registry>NCT\d{8}|ISRCTN\d{8}|EudraCT\s?\d{4}-\d{6}-\d\d)\b"
)
URL = re.compile(
    r"(?:(?:available (?:from|at)|retrieved [^.:]{0,30}from|URL)\s*:?\s*)?<?"
    r"(?P<url>https?://[^\s<>\"]{1,490})>?",
    re.IGNORECASE,
)
TRAILING = ".,;:)]}>'\"”’"
LABELS = re.compile(
    r"\[(?:PubMed|PMC free article|CrossRef|Google Scholar|DOI)\]|\bEpub\s[^.;]{1,40}[.;]?"
    r"|\[?\b(?:accessed|cited)\s+(?:on\s+)?[^.\]]{4,30}\]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Identifiers:
    """What was found; `rest` is the text without it, line breaks kept."""

    rest: str
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry_id: str = ""
    url: str = ""


def clean_doi(value: str) -> str:
    """A DOI in lower case without resolver and closing punctuation; "" if it is none."""
    match = DOI.search(value)
    return _unclosed(match["doi"]).lower() if match else ""


def _unclosed(value: str) -> str:
    """Without closing marks, but keep the bracket of "10.1016/s0140-6736(05)12345-6"."""
    while value and value[-1] in TRAILING:
        if value[-1] in ")]" and value.count(value[-1]) <= value.count(
            "(["[")]".index(value[-1])]
        ):
            break
        value = value[:-1]
    return value


def take(text: str) -> Identifiers:
    """Find every identifier and cut it out of the text."""
    text = LABELS.sub(" ", text)
    text, doi = _cut(DOI, text)
    text, pmid = _cut(PMID, text)
    text, pmcid = _cut(PMCID, text)
    text, url = _cut(URL, text)
    registry = REGISTRY.search(text)
    return Identifiers(
        rest=text,
        doi=_unclosed(doi).lower(),
        pmid=pmid,
        pmcid=pmcid.upper(),
        registry_id=registry["registry"] if registry else "",
        url=_unclosed(url),
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    if not match:
        return text, ""
    value = next(group for group in match.groups() if group)
    return pattern.sub(" ", text), value
