"""Structure: sections a reader expects, figures, people, dates."""

import re
from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.markup.labels import LAY
from articles.markup.passages import Kind, Passage

from .draft import DraftView, Finding, Severity

Section = tuple[Promise, re.Pattern[str]]


def _section(title: Promise, beginnings: str) -> Section:
    """A section and how words begin by which its heading is known."""
    return title, re.compile(rf"\b(?:{beginnings})", re.IGNORECASE)


WHAT = _section(
    _("What it is"),
    r"what it is|what (?:is|are) (?!not)|overview|about",
)
WHO = _section(
    _("Who it is for"),
    r"who|indication|candidate|selection|when it",
)
HOW = _section(
    _("How it is done"),
    r"how it (?:is|works)|how .* done|techni|procedure|on the day",
)
OUTCOMES = _section(
    _("Outcomes"),
    r"outcome|result|how well|benefit|outlook|prognosis",
)
HARMS = _section(
    _("Complications"),
    r"complication|risk|harm|side effect|adverse|safety|go(?:es)? wrong",
)
FOLLOW = _section(
    _("Follow-up"),
    r"follow[- ]?up|after|surveillance|check-?up",
)
UNKNOWN = _section(
    _("What is not known"),
    r"not (?:yet )?known|unknown|uncertain|open question|don.t know",
)
SIGNS = _section(
    _("Signs"),
    r"sign|symptom|presentation|feel|notice|clinical",
)
FINDING = _section(
    _("How it is found"),
    r"diagnos|found|imaging|test|biops|work-?up",
)
TREATMENT = _section(
    _("Treatment"),
    r"treat|therap|manage|surg|option|watch",
)

EXPECTED: dict[str, tuple[Section, ...]] = {
    "procedure": (WHAT, WHO, HOW, OUTCOMES, HARMS, FOLLOW, UNKNOWN),
    "tumor": (WHAT, SIGNS, FINDING, TREATMENT, OUTCOMES, FOLLOW, UNKNOWN),
    "test": (WHAT, WHO, HOW, OUTCOMES, HARMS, UNKNOWN),
    "concept": (WHAT, UNKNOWN),
}


def missing_sections(
    draft: DraftView, passages: Sequence[Passage]
) -> Iterator[Finding]:
    headings = [p.text for p in passages if p.kind is Kind.HEADING]
    message = gettext(
        "The section “%(title)s” is missing. If nothing is known, say so there."
    )
    for section in EXPECTED.get(draft.kind, ()):
        title, pattern = section
        told = section is OUTCOMES and draft.outcomes
        if not told and not any(pattern.search(heading) for heading in headings):
            values = {"title": title}
            yield Finding("missing-section", Severity.HINT, None, message % values)


def empty_sections(passages: Sequence[Passage]) -> Iterator[Finding]:
    message = gettext("The section “%(title)s” is empty.")
    for index, passage in enumerate(passages):
        after = passages[index + 1] if index + 1 < len(passages) else None
        closed = after is None or (
            after.kind is Kind.HEADING
            and after.level <= passage.level
            and after.text != passage.text  # a box of that name says its heading again
        )
        if passage.kind is Kind.HEADING and closed:
            values = {"title": passage.text}
            yield Finding(
                "empty-section", Severity.HINT, passage.line, message % values
            )


def skipped_levels(passages: Sequence[Passage]) -> Iterator[Finding]:
    level = 1
    message = gettext("“%(title)s” skips a level of headings: use %(marks)s at most.")
    for passage in passages:
        if passage.kind is Kind.HEADING:
            if passage.level > level + 1:
                values = {"title": passage.text, "marks": "#" * level}
                yield Finding(
                    "skipped-level", Severity.WARNING, passage.line, message % values
                )
            level = passage.level


def incomplete_figures(draft: DraftView) -> Iterator[Finding]:
    message = gettext("The figure “%(key)s” has no %(what)s.")
    for figure in draft.figures:
        needed = {
            gettext("text alternative"): figure.alt,
            gettext("credit"): figure.credit,
            gettext("licence"): figure.licence,
        }
        for what, value in needed.items():
            if not value.strip():
                values = {"key": figure.key, "what": what}
                yield Finding("figure", Severity.ERROR, None, message % values)


def missing_help_box(draft: DraftView) -> Iterator[Finding]:
    if draft.audience == LAY and not draft.seek_help.strip():
        message = gettext(
            "Say when to seek help at once: every page for patients needs it."
        )
        yield Finding("seek-help", Severity.ERROR, None, message)


def missing_author(draft: DraftView) -> Iterator[Finding]:
    if not draft.authors:
        message = gettext(
            "Nobody is named as author. Readers want to know who wrote this."
        )
        yield Finding("author", Severity.ERROR, None, message)


def overdue_evidence(draft: DraftView) -> Iterator[Finding]:
    message = gettext(
        "The evidence status for “%(what)s” was to be looked at by %(date)s."
    )
    for status in draft.evidence:
        if status.review_by and status.review_by < draft.today:
            values = {"what": status.indication, "date": date_format(status.review_by)}
            yield Finding("evidence-overdue", Severity.WARNING, None, message % values)
