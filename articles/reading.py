"""A text with everything that stands around it, as the template of a page gets it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import literature
from articles.illustrations import illustrate
from articles.literature import CitedWork, Range
from articles.models import (
    Article,
    Audience,
    Contribution,
    EvidenceStatus,
    Figure,
    Reference,
    Revision,
    SubjectRelation,
)
from articles.references import display
from articles.references.formats import FORMATS
from articles.references.records import Name

RELATED_PAGES = 6

DEEDS = {
    Contribution.Role.AUTHOR: gettext_lazy("Written by"),
    Contribution.Role.ILLUSTRATOR: gettext_lazy("Drawings by"),
    Contribution.Role.EDITOR: gettext_lazy("Edited by"),
    Contribution.Role.REVIEWER: gettext_lazy("Reviewed by"),
    Contribution.Role.PATIENT_REVIEWER: gettext_lazy("Read by patients"),
}

Relation = SubjectRelation.Kind
REASONS = {
    Relation.ALTERNATIVE: gettext_lazy("Alternative"),
    Relation.NEXT_STEP: gettext_lazy("Next step"),
    Relation.SAME_INDICATION: gettext_lazy("Same indication"),
    Relation.BACKGROUND: gettext_lazy("Background"),
}
REASONS_BACK = REASONS | {
    Relation.NEXT_STEP: gettext_lazy("Comes before this"),
    Relation.BACKGROUND: gettext_lazy("Builds on this page"),
}


@dataclass(frozen=True)
class Dates:
    """What a page says about its age. Reviewed and changed are two things."""

    published: datetime.datetime | None
    changed: datetime.datetime | None
    reviewed: datetime.datetime | None
    review_due: datetime.date | None
    is_overdue: bool


@dataclass(frozen=True)
class Related:
    """Another page with the reason why it stands here."""

    url: str
    title: str
    reason: str


@dataclass
class Page:
    """One revision of a page, ready to be shown; each part costs at most one query.

    ``article`` comes from ``ArticleQuerySet.with_text`` and ``with_last_correction``.
    """

    article: Article
    revision: Revision

    def __post_init__(self) -> None:
        self.revision.article = self.article  # else its address asks for the page again

    @property
    def is_demo(self) -> bool:
        return self.article.subject.is_demo

    @property
    def is_current(self) -> bool:
        return self.article.published_id == self.revision.pk

    @property
    def terms(self) -> list[dict[str, str]]:
        return self.article.terms

    @property
    def seek_help(self) -> SafeString | None:
        html = self.revision.seek_help_html
        shown = html and self.article.audience == Audience.LAY
        return mark_safe(html) if shown else None  # noqa: S308  # cleaned when it was saved

    @property
    def contents(self) -> list[dict[str, str]]:
        """The headings that the list of contents shows."""
        headings = self.revision.headings
        top = min((heading["level"] for heading in headings), default=2)
        return [heading for heading in headings if heading["level"] == top]

    @cached_property
    def figures(self) -> list[Figure]:
        return list(self.revision.figures.order_by("uses__number"))

    @cached_property
    def text(self) -> SafeString:
        return illustrate(self.revision.html, self.figures)

    @cached_property
    def references(self) -> list[CitedWork]:
        """The cited works as they stand today, retractions included."""
        works = Reference.objects.with_health().cited_in(self.revision)
        return literature.cited_works(works)

    @property
    def ranges(self) -> list[Range]:
        return literature.ranges(self.references, self.revision.ranges)

    @property
    def unchecked(self) -> int:
        """How many of the works nobody has checked for retractions."""
        unknown = Reference.Health.UNKNOWN
        return sum(work.health == unknown for work in self.references)

    @property
    def export_formats(self) -> list[tuple[str, str]]:
        return [(ending, kind.label) for ending, kind in FORMATS.items()]

    @cached_property
    def statuses(self) -> list[EvidenceStatus]:
        """How sure the evidence is today, also beside an old text."""
        current = EvidenceStatus.objects.current().filter(subject=self.article.subject)
        return list(
            current.select_related("source").order_by(
                "position", "indication", "-as_of"
            )
        )

    @cached_property
    def credits(self) -> list[Contribution]:
        order = [str(role) for role in DEEDS]
        rows = self.revision.contributions.select_related("person", "disclosure")
        return sorted(rows, key=lambda row: (order.index(row.role), row.pk))

    @property
    def contributions(self) -> list[tuple[str, list[Contribution]]]:
        """Who did what, as pairs of a deed and the people."""
        by_role = groupby(self.credits, key=lambda row: row.role)
        return [
            (str(DEEDS[Contribution.Role(role)]), list(rows)) for role, rows in by_role
        ]

    @property
    def dates(self) -> Dates:
        return Dates(
            published=self.article.first_published_at,
            changed=self.revision.published_at,
            reviewed=self.revision.decided_at,
            review_due=self.article.review_due,
            is_overdue=self.article.is_overdue,
        )

    @property
    def money_line(self) -> str:
        """What the page says about money, from what its people declared."""
        line = _("No sponsor paid for, saw or approved this page.")
        interested = {
            row.person_id
            for row in self.credits
            if row.disclosure and not row.disclosure.none_declared
        }
        if not interested:
            return line
        return f"{line} " + ngettext(
            "One of the people named declared interests; they stand beside the name.",
            "%(count)s of the people named declared interests; they stand beside the names.",
            len(interested),
        ) % {"count": len(interested)}

    @property
    def citation(self) -> str:
        """How to cite exactly this text; its address never shows another one."""
        authors = [row for row in self.credits if row.role == Contribution.Role.AUTHOR]
        return display.cite_page(
            people=[Name(literal=row.person.name) for row in authors],
            title=self.revision.title,
            published=self.revision.published_at or self.revision.saved_at,
            number=self.revision.number,
            site=settings.SITE_NAME,
            url=settings.SITE_URL + self.revision.get_absolute_url(),
        )

    @cached_property
    def around(self) -> Sequence[Article]:
        """The other edition first, if there is one, then related pages of this edition."""
        pages = (
            Article.objects.around(self.article).with_last_correction().with_headings()
        )
        return list(pages[: RELATED_PAGES + 1])

    @property
    def other_edition(self) -> Article | None:
        first = next(iter(self.around), None)
        return first if first and first.is_other_edition else None

    @property
    def related(self) -> list[Related]:
        """Pages to read next, each with its reason."""
        return [
            Related(page.get_absolute_url(), page.title, reason_for(page))
            for page in self.around
        ]

    @property
    def outdated_by(self) -> datetime.datetime | None:
        """When the other edition was corrected after this text was published, if so."""
        other, mine = self.other_edition, self.revision.published_at
        if other is None or other.corrected_at is None or mine is None:
            return None
        return other.corrected_at if other.corrected_at > mine else None


def reason_for(page: Article) -> str:
    """Say why a page of ``ArticleQuerySet.around`` may matter to the reader."""
    if page.is_other_edition:
        return _("This page %(edition)s") % {"edition": page.edition.label}
    if page.relation:
        return str(REASONS[Relation(page.relation)])
    if page.relation_back:
        return str(REASONS_BACK[Relation(page.relation_back)])
    return _("Also about %(terms)s") % {"terms": ", ".join(page.shared_terms)}
