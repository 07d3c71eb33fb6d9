"""Saving what an editor typed: a new revision with all that hangs on it, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import markup
from articles.models import (
    Article,
    Citation,
    Contribution,
    Figure,
    FigureUse,
    Outcome,
    Person,
    Reference,
    Revision,
)
from portal.accounts.models import User


class PublishingError(Exception):
    """Something that must not happen to a page; ``message`` is for the person."""

    message = _("This is not possible.")

    def __init__(self, message: object = None) -> None:
        super().__init__(str(message or self.message))


class StaleBase(PublishingError):
    """Somebody saved a text since the one this text was written on top of."""

    message = _(
        "Somebody else saved this page while you were writing. Nothing of yours is lost: "
        "compare both texts below and save again."
    )

    def __init__(self, latest: Revision) -> None:
        super().__init__()
        self.latest = latest


class TextRefused(PublishingError):
    """The text cannot be rendered; ``problems`` maps a field to its markup problems."""

    message = _("The text needs a correction before it can be saved.")

    def __init__(self, problems: Mapping[str, Sequence[markup.Problem]]) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True)
class OutcomeDraft:
    """A typed outcome: ``n`` of ``of`` people, measured how and when, said by whom."""

    n: int
    of: int
    claim: str
    reference: Reference
    measure: str = ""
    time_point: str = ""
    stance: str = Outcome.Stance.SUPPORTS


def outcome_row(row: OutcomeDraft | Outcome) -> markup.OutcomeRow:
    return markup.OutcomeRow(
        n=row.n,
        of=row.of,
        measure=row.measure,
        time_point=row.time_point,
        claim=row.claim,
        citekey=row.reference.citekey,
    )


@transaction.atomic
def save_draft(
    *,
    article: Article,
    base: Revision | None,
    by: User,
    title: str,
    summary: str,
    body: str,
    note: str,
    seek_help: str = "",
    significance: str = Revision.Significance.CONTENT,
    outcomes: Sequence[OutcomeDraft] = (),
    contributors: Iterable[tuple[Person, str]] | None = None,
) -> Revision:
    """Store a new revision with its rendered text, citations, figures and outcomes.

    ``contributors`` are (person, role) pairs; left out, those of ``base`` are taken over.
    Raises StaleBase and TextRefused; then nothing is stored.
    """
    latest = lock(article).revisions.order_by("-number").first()
    if latest and latest != base:
        raise StaleBase(latest)
    page, box = render(article, body, seek_help, outcomes)
    revision = Revision.objects.create(
        article=article,
        number=latest.number + 1 if latest else 1,
        title=title,
        summary=summary,
        body=body,
        seek_help=seek_help,
        html=page.html,
        seek_help_html=box.html,
        headings=[asdict(heading) for heading in page.headings],
        ranges=[list(pair) for pair in page.ranges],
        text=page.text,
        note=note,
        significance=significance,
        base=base,
        saved_by=by,
    )
    _attach_citations(revision, page)
    _attach_figures(revision, page)
    _attach_outcomes(revision, outcomes)
    _attach_contributors(revision, contributors, base)
    return revision


def reference_labels() -> dict[str, markup.ReferenceLabel]:
    """Return what the markup needs to know of every work, by citation key."""
    return {
        work.citekey: markup.ReferenceLabel(
            short=work.label,
            attribution=_attribution(work),
            container=work.container_title or work.title,
            year=str(work.year or ""),
            url=f"https://doi.org/{work.doi}" if work.doi else work.url,
        )
        for work in Reference.objects.only(
            "citekey", "authors", "year", "title", "container_title", "doi", "url"
        )
    }


def figure_keys() -> frozenset[str]:
    return frozenset(Figure.objects.values_list("key", flat=True))


def _attribution(work: Reference) -> str:
    name = work.label.removesuffix(f" {work.year}")
    others = len(work.authors) > 1 or work.authors_truncated
    return f"{name} et al." if others else name


def lock(article: Article) -> Article:
    """Return the page with its row locked until the end of the transaction."""
    return Article.objects.select_for_update(of=("self",)).get(pk=article.pk)


def render(
    article: Article, body: str, seek_help: str, outcomes: Sequence[OutcomeDraft]
) -> tuple[markup.Rendered, markup.Rendered]:
    """Render text and box; problems of both are raised together."""
    problems: dict[str, Sequence[markup.Problem]] = {}
    rendered: list[markup.Rendered] = []
    rows = [outcome_row(row) for row in outcomes]
    for field, source, citable, rows_here in (
        ("body", body, True, rows),
        ("seek_help", seek_help, False, []),
    ):
        try:
            rendered.append(
                markup.render(
                    source,
                    references=reference_labels() if citable else {},
                    figures=figure_keys() if citable else (),
                    outcomes=rows_here,
                    audience=article.audience,
                    sections=citable,  # the box stands inside the page
                )
            )
        except markup.MarkupError as error:
            problems[field] = error.problems
    if problems:
        raise TextRefused(problems)
    page, box = rendered
    return page, box


def _attach_citations(revision: Revision, page: markup.Rendered) -> None:
    works = Reference.objects.in_bulk(
        [cited.citekey for cited in page.citations], field_name="citekey"
    )
    Citation.objects.bulk_create(
        Citation(
            revision=revision,
            reference=works[cited.citekey],
            number=cited.number,
            uses=[asdict(use) for use in cited.uses],
        )
        for cited in page.citations
    )


def _attach_figures(revision: Revision, page: markup.Rendered) -> None:
    current = {
        figure.key: figure
        for figure in Figure.objects.current().filter(key__in=page.figures)
    }
    FigureUse.objects.bulk_create(
        FigureUse(revision=revision, figure=current[key], number=number)
        for number, key in enumerate(page.figures, start=1)
    )


def _attach_outcomes(revision: Revision, outcomes: Sequence[OutcomeDraft]) -> None:
    Outcome.objects.bulk_create(
        Outcome(revision=revision, position=position, **vars(row))
        for position, row in enumerate(outcomes, start=1)
    )


def _attach_contributors(
    revision: Revision,
    contributors: Iterable[tuple[Person, str]] | None,
    base: Revision | None,
) -> None:
    """Credit people with the declaration they made last; reviewers are never copied."""
    if contributors is None:
        kept = base.contributions.select_related("person") if base else ()
        contributors = [(row.person, row.role) for row in kept]
    Contribution.objects.bulk_create(
        Contribution(
            revision=revision,
            person=person,
            role=role,
            disclosure=person.disclosures.order_by("-year").first(),
        )
        for person, role in contributors
        if role != Contribution.Role.REVIEWER
    )
