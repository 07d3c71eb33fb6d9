"""The rules of reading, as words that chain: no view spells a visibility filter itself."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, Min, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.utils import timezone

if TYPE_CHECKING:
    from articles import models as nouns

NOTICES = ("retraction_of", "concern_about")
LATER = ("update_of", "supersedes")
TITLE = (
    "audience",
    "review_due",
    *(f"subject__{name}" for name in ("kind", "name", "slug", "synonyms", "is_demo")),
    *(f"published__{name}" for name in ("number", "title", "summary")),
    *(f"published__{name}" for name in ("decided_at", "published_at")),
)


class SubjectQuerySet(models.QuerySet["nouns.Subject"]):
    def published(self) -> Self:
        """Subjects with at least one page that readers can see."""
        return self.filter(
            articles__published__isnull=False,
            articles__published__withdrawn_at__isnull=True,
        ).distinct()

    def with_public_editions(self) -> Self:
        """Annotate ``public_editions``: the audiences that can read about the subject."""
        pages = apps.get_model("articles", "Article").objects.published()
        return self.annotate(
            public_editions=ArraySubquery(
                pages.filter(subject=OuterRef("pk")).values("audience")
            )
        )


class TermQuerySet(models.QuerySet["nouns.Term"]):
    def in_use(self, audience: str | None = None) -> Self:
        """Terms that lead to a page readers can see, in one edition or in any."""
        pages = apps.get_model("articles", "Article").objects.published()
        if audience:
            pages = pages.for_audience(audience)
        return self.filter(Exists(pages.filter(subject__terms=OuterRef("pk"))))


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
        near = (
            Q(subject__relations_from_others__subject=subject)
            | Q(subject__relations__related=subject)
            | Q(subject__terms__subjects=subject)
        )
        return (
            self.published()
            .filter(
                pk__in=apps.get_model("articles", "Article").objects.filter(
                    Q(near, audience=article.audience) | Q(subject=subject)
                )
            )
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


class RevisionQuerySet(models.QuerySet["nouns.Revision"]):
    def newest(self) -> Self:
        """The last saved text of each page."""
        newer = self.model.objects.filter(
            article=OuterRef("article"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def drafts(self) -> Self:
        """Saved, never submitted."""
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> Self:
        """Waiting for a decision."""
        return self.filter(submitted_at__isnull=False, decided_at__isnull=True)

    def approved(self) -> Self:
        """Approved and not yet published."""
        return self.filter(decision="approved", published_at__isnull=True)

    def published(self) -> Self:
        """Every text that readers ever saw, superseded ones included."""
        return self.filter(published_at__isnull=False)

    def superseded(self) -> Self:
        """Published once, no longer what the page points at."""
        return self.published().exclude(pk=F("article__published"))

    def visible(self) -> Self:
        """What anyone may read: published and not withdrawn, old ones under a banner."""
        return self.published().filter(withdrawn_at__isnull=True)

    def corrections(self) -> Self:
        """Texts readers may see that made an earlier published text of the page wrong."""
        earlier = apps.get_model("articles", "Revision").objects.filter(
            article=OuterRef("article"),
            number__lt=OuterRef("number"),
            published_at__isnull=False,
        )
        return self.visible().filter(Exists(earlier), significance="outdates")

    def sent_back(self) -> Self:
        """A reviewer asked for changes."""
        return self.filter(decision="changes_requested")

    def since_published(self, article: "nouns.Article") -> Self:
        """The texts saved after the published one: those that a publication would add."""
        revisions = self.filter(article=article)
        if article.published is None:
            return revisions
        return revisions.filter(number__gt=article.published.number)


class ReferenceQuerySet(models.QuerySet["nouns.Reference"]):
    def with_health(self) -> Self:
        """Annotate ``notices`` (citekeys) and ``later_reports`` ({citekey, year, kind})."""
        relations = apps.get_model("articles", "ReferenceRelation").objects
        about_this = relations.filter(target=OuterRef("pk"))
        from_this = relations.filter(source=OuterRef("pk"))
        return self.annotate(
            notices=ArraySubquery(
                about_this.filter(kind__in=NOTICES).values("source__citekey")
            ),
            later_reports=ArraySubquery(
                about_this.filter(kind__in=LATER).values(report=_report("source"))
            ),
            final_reports=ArraySubquery(
                from_this.filter(kind="interim_of").values(report=_report("target"))
            ),
        )

    def cited_in(self, revision: "nouns.Revision") -> Self:
        """The works of one text with ``number`` and ``uses``, in their order."""
        return (
            self.filter(citations__revision=revision)
            .annotate(number=F("citations__number"), uses=F("citations__uses"))
            .order_by("number")
        )

    def readable(self) -> Self:
        """Works with a page of their own: those a text readers may see rests on, those an
        evidence status rests on, and what is related to them (a retraction, an update)."""
        revisions = apps.get_model("articles", "Revision").objects.visible()
        subjects = apps.get_model("articles", "Subject").objects.published()
        cited = apps.get_model("articles", "Citation").objects.filter(
            revision__in=revisions
        )
        known = self.model.objects.filter(
            Q(pk__in=cited.values("reference"))
            | Q(evidence_statuses__subject__in=subjects)
        )
        return self.filter(
            Q(pk__in=known)
            | Q(relations__target__in=known)
            | Q(relations_from_others__source__in=known)
        ).distinct()

    def cited_publicly(self) -> Self:
        """Works that a page readers can see cites today."""
        return self.filter(
            citations__revision__withdrawn_at__isnull=True,
            citations__revision=F("citations__revision__article__published"),
        ).distinct()


def _report(side: str) -> JSONObject:
    return JSONObject(citekey=f"{side}__citekey", year=f"{side}__year", kind="kind")


class FigureQuerySet(models.QuerySet["nouns.Figure"]):
    def current(self) -> Self:
        """The newest version of each key."""
        return self.order_by("key", "-version").distinct("key")


class EvidenceStatusQuerySet(models.QuerySet["nouns.EvidenceStatus"]):
    def current(self) -> Self:
        """Statuses that no later one supersedes."""
        return self.filter(superseded_by__isnull=True)


class PersonQuerySet(models.QuerySet["nouns.Person"]):
    def credited(self) -> Self:
        """People named on a page that readers can see."""
        return self.filter(
            Q(contributions__revision__withdrawn_at__isnull=True),
            contributions__revision=F("contributions__revision__article__published"),
        ).distinct()


class FeedbackQuerySet(models.QuerySet["nouns.Feedback"]):
    def open(self) -> Self:
        """Not answered yet, the oldest first."""
        return self.filter(answered_at__isnull=True).order_by("created_at")
