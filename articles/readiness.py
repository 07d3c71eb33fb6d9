"""Whether a text is ready for readers: the checks, filled from the models."""

from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from articles import markup
from articles.checks import DraftView, EvidenceView, FigureView, Finding, check
from articles.drafting import outcome_row
from articles.models import (
    Article,
    Contribution,
    EvidenceStatus,
    Figure,
    Reference,
    Revision,
)


def findings(revision: Revision) -> list[Finding]:
    """All that a person should look at before readers see this text, the gravest first."""
    authors = revision.contributions.filter(role=Contribution.Role.AUTHOR)
    return check(
        _view(
            revision.article,
            body=revision.body,
            summary=revision.summary,
            seek_help=revision.seek_help,
            outcomes=[
                outcome_row(row)
                for row in revision.outcomes.select_related("reference")
            ],
            authors=authors.values_list("person__name", flat=True),
            figures=revision.figures.all(),
            citekeys=revision.references.values_list("citekey", flat=True),
        )
    )


def findings_while_typing(
    article: Article,
    page: markup.Rendered,
    *,
    body: str,
    summary: str,
    seek_help: str,
    outcomes: Sequence[markup.OutcomeRow],
    authors: Collection[str],
) -> list[Finding]:
    """The same for a text that is not saved; ``page`` is what it renders to."""
    return check(
        _view(
            article,
            body=body,
            summary=summary,
            seek_help=seek_help,
            outcomes=outcomes,
            authors=authors,
            figures=Figure.objects.current().filter(key__in=page.figures),
            citekeys=[cited.citekey for cited in page.citations],
        )
    )


def _view(
    article: Article,
    *,
    body: str,
    summary: str,
    seek_help: str,
    outcomes: Sequence[markup.OutcomeRow],
    authors: Iterable[str],
    figures: Iterable[Figure],
    citekeys: Iterable[str],
) -> DraftView:
    statuses = EvidenceStatus.objects.current().filter(subject=article.subject_id)
    abstracts = Reference.objects.filter(citekey__in=citekeys).exclude(abstract="")
    return DraftView(
        audience=article.audience,
        kind=article.subject.kind,
        body=body,
        today=timezone.localdate(),
        summary=summary,
        seek_help=seek_help,
        outcomes=tuple(outcomes),
        figures=tuple(
            FigureView(figure.key, figure.alt, figure.credit, figure.licence)
            for figure in figures
        ),
        authors=tuple(authors),
        evidence=tuple(
            EvidenceView(status.indication, status.review_by) for status in statuses
        ),
        abstracts=dict(abstracts.values_list("citekey", "abstract")),
    )
