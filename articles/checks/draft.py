"""What a check looks at and what it finds; plain values, filled from the models elsewhere."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from articles.markup import OutcomeRow


class Severity(StrEnum):
    """An error stops publishing, a warning asks the reviewer, a hint helps the writer."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend; `line` counts in the body, None means: not in the body."""

    rule: str
    severity: Severity
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class FigureView:
    key: str
    alt: str
    credit: str
    licence: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One evidence status of the subject: for what, and until when it may stand unread."""

    indication: str
    review_by: datetime.date | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with everything around it that the checks need to know.

    `audience` is "lay" or "professional", `kind` the kind of the subject, `abstracts` the
    stored abstracts of the cited works by citekey.
    """

    audience: str
    kind: str
    body: str
    today: datetime.date
    summary: str = ""
    seek_help: str = ""
    outcomes: tuple[OutcomeRow, ...] = ()
    figures: tuple[FigureView, ...] = ()
    authors: tuple[str, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    abstracts: Mapping[str, str] = field(default_factory=dict)
