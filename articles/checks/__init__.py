"""What is wrong with a draft: pure functions over plain values, no database."""

from articles.markup import MarkupError
from articles.markup.passages import Passage, passages

from . import claims, structure, wording
from .draft import DraftView, EvidenceView, FigureView, Finding, Severity
from .sentences import Sentence, sentences

__all__ = [
    "DraftView",
    "EvidenceView",
    "FigureView",
    "Finding",
    "Severity",
    "blocks_publishing",
    "check",
]

ORDER = list(Severity)


def check(draft: DraftView) -> list[Finding]:
    """All findings, the gravest first, then by line."""
    try:
        body = passages(draft.body)
    except MarkupError as error:
        return [
            Finding("markup", Severity.ERROR, problem.line or None, problem.message)
            for problem in error.problems
        ]
    found = _check(draft, body, [s for passage in body for s in sentences(passage)])
    return sorted(
        dict.fromkeys(found), key=lambda f: (ORDER.index(f.severity), f.line or 0)
    )


def blocks_publishing(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _check(
    draft: DraftView, body: tuple[Passage, ...], said: list[Sentence]
) -> list[Finding]:
    return [
        *claims.uncited_numbers(draft, said),
        *claims.rates_without_count(draft, said),
        *claims.copied_words(draft, body),
        *wording.reading_age(draft, said),
        *wording.long_sentences(draft, said),
        *wording.misspellings(said),
        *wording.quotation_marks(body),
        *structure.missing_sections(draft, body),
        *structure.empty_sections(body),
        *structure.skipped_levels(body),
        *structure.incomplete_figures(draft),
        *structure.missing_help_box(draft),
        *structure.missing_author(draft),
        *structure.overdue_evidence(draft),
    ]
