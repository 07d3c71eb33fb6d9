"""Words for pages: who may see them, and what is loaded with them."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    Window,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject, RowNumber
from django.utils import timezone

if TYPE_CHECKING:
    from articles import models as nouns

TITLE = (
    "audience",
    "review_due",
    *(f"subject__{name}" for name in ("kind", "name", "slug", "synonyms", "is_demo")),
    *(f"published__{name}" for name in ("number", "title", "summary")),
    *(f"published__{name}" for name in ("decided_at", "published_at")),
)


class ArticleQuerySet(models.QuerySet["nouns.Article"]):
    def published(self) -> Self:
        """Pages that readers can see: a published revision that was not withdrawn."""
        return self.filter(
            published__isnull=False, published__withdrawn_at__isnull=True
        )

    def withdrawn(self) -> Self:
        """Pages whose last published text was withdrawn: they answer 410."""
        return self.filter(published__withdrawn_at__isnull=False)

    def for_audience(self, audience: str) -> Self:
        return self.filter(audience=audience)

    def at(self, slug: str) -> Self:
        """Pages of the subject that has this address today."""
        return self.filter(subject__slug=slug)

    def with_text(self) -> Self:
        """Everything that the frame of a page needs, in one query."""
        revisions = apps.get_model("articles", "Revision").objects
        terms = apps.get_model("articles", "Term").objects
        return (
            self.select_related("subject", "published", "published__reviewed_by")
            .defer("search_vector", "search_text")
            .annotate(
                first_published_at=revisions.filter(article=OuterRef("pk"))
                .order_by()
                .values("article")
                .annotate(first=Min("published_at"))
                .values("first"),
                changed=RawSQL("(SELECT last_value FROM articles_last_change)", ()),
                terms=ArraySubquery(
                    terms.filter(subjects=OuterRef("subject")).values(
                        term=JSONObject(slug="slug", name="name")
                    )
                ),
            )
        )

    def with_titles(self) -> Self:
        """What an entry of a list shows, in one query and without the texts."""
        return self.select_related("subject", "published").only(*TITLE)

    def with_headings(self) -> Self:
        """What ``with_titles`` loads and the headings of the text."""
        return self.with_titles().only("published__headings", *TITLE)

    def first_of_each_kind(self, count: int) -> Self:
        """The first pages of each kind of subject, by title."""
        place = Window(
            RowNumber(),
            partition_by=F("subject__kind"),
            order_by=("published__title", "pk"),
        )
        return (
            self.annotate(place=place)
            .filter(place__lte=count)
            .order_by("published__title", "pk")
        )

    def counts(self) -> dict[str, int]:
        """How many pages there are, and how many are past their review date."""
        is_overdue = Q(review_due__lt=timezone.localdate())
        return self.aggregate(all=Count("pk"), overdue=Count("pk", filter=is_overdue))

    def naming(self, person: "nouns.Person") -> Self:
        """Pages whose published text names a person; annotates ``roles``."""
        return (
            self.published()
            .filter(published__contributions__person=person)
            .annotate(roles=ArrayAgg("published__contributions__role"))
        )

    def around(self, article: "nouns.Article") -> Self:
        """The other edition, then pages of the same edition that are near this one.

        Annotates why: ``relation`` (a kind, seen from this page), ``relation_back`` (seen
        from that page) and ``shared_terms`` (names).
        """
        subject = article.subject_id
        relations = apps.get_model("articles", "SubjectRelation").objects
        terms = apps.get_model("articles", "Term").objects
        subjects = apps.get_model("articles", "Subject").objects
        near = (
            Q(subject__in=relations.filter(subject=subject).values("related"))
            | Q(subject__in=relations.filter(related=subject).values("subject"))
            | Q(subject__in=subjects.filter(terms__subjects=subject).values("pk"))
        )
        return (
            self.published()
            .filter(Q(near, audience=article.audience) | Q(subject=subject))
            .exclude(pk=article.pk)
            .annotate(
                is_other_edition=ExpressionWrapper(
                    Q(subject=subject), output_field=models.BooleanField()
                ),
                relation=relations.filter(
                    subject=subject, related=OuterRef("subject")
                ).values("kind")[:1],
                relation_back=relations.filter(
                    subject=OuterRef("subject"), related=subject
                ).values("kind")[:1],
                shared_terms=ArraySubquery(
                    terms.filter(subjects=subject)
                    .filter(subjects=OuterRef("subject"))
                    .values("name")
                ),
            )
            .order_by(
                "-is_other_edition",
                F("relation").asc(nulls_last=True),
                F("relation_back").asc(nulls_last=True),
                Func("shared_terms", function="CARDINALITY").desc(),
                "subject__name",
            )
        )

    def citing(self, work: "nouns.Reference") -> Self:
        """Pages whose published text cites a work."""
        return self.published().filter(published__citations__reference=work)

    def with_last_correction(self) -> Self:
        """Annotate ``corrected_at``: when a text last made the one before it wrong."""
        corrections = apps.get_model("articles", "Revision").objects.corrections()
        return self.annotate(
            corrected_at=corrections.filter(article=OuterRef("pk"))
            .order_by("-number")
            .values("published_at")[:1]
        )

    def due_for_review(self) -> Self:
        """Published pages whose review date has passed, the oldest first."""
        return (
            self.published()
            .filter(review_due__lt=timezone.localdate())
            .order_by("review_due")
        )

    def newest(self) -> Self:
        """Published pages, the last changed first."""
        return self.published().order_by("-published__published_at", "pk")
