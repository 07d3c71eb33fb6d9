"""The bibliographic record that every reader produces and every writer takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FormatError(ValueError):
    """A file that cannot be read; the text may be shown to the person."""


class Severity(StrEnum):
    """How much a finding asks of the editor."""

    INFO = "info"  # said for the record
    CHECK = "check"  # something was guessed
    MISSING = "missing"  # something has to be added


@dataclass(frozen=True)
class Finding:
    """Something a person should look at: a stable code, plain words and the passage."""

    code: str
    message: str
    severity: Severity = Severity.CHECK
    excerpt: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message,
            "excerpt": self.excerpt,
        }


@dataclass(frozen=True)
class Name:
    """One author in CSL terms; a group has only `literal`."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def short(self) -> str:
        return self.family or self.literal or self.given

    @property
    def initials(self) -> str:
        """Vancouver initials: "J. William" → "JW", "Jean-Pierre" → "JP"."""
        words = self.given.replace("-", " ").replace(".", " ").split()
        return "".join(
            word if word.isupper() and len(word) <= 3 else word[:1].upper()
            for word in words
        )

    def as_csl(self) -> dict[str, str]:
        pairs = {
            "family": self.family,
            "given": self.given,
            "suffix": self.suffix,
            "literal": self.literal,
        }
        return {key: value for key, value in pairs.items() if value}

    @classmethod
    def from_csl(cls, value: Mapping[str, object]) -> Name:
        particle = str(value.get("non-dropping-particle") or "")
        family = " ".join(
            part for part in (particle, str(value.get("family") or "")) if part
        )
        literal = str(value.get("literal") or "")
        return cls(
            family,
            str(value.get("given") or ""),
            str(value.get("suffix") or ""),
            literal,
        )


@dataclass(frozen=True)
class ParsedReference:
    """A work as read from free text or from a file; empty strings and None where it is silent."""

    authors: tuple[Name, ...] = ()
    authors_truncated: bool = False
    title: str = ""
    container_title: str = ""
    container_title_short: str = ""
    publisher: str = ""
    year: int | None = None
    month: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry_id: str = ""
    url: str = ""
    type: str = "article-journal"
    raw: str = ""
    findings: tuple[Finding, ...] = ()
    citekey: str = ""

    @property
    def is_identified(self) -> bool:
        """Enough to look the work up or to recognize it again."""
        return bool(self.doi or self.pmid or (self.title and self.year))
