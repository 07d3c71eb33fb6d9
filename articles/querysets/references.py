"""Words for the literature: what is known about a work, and who cites it."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

if TYPE_CHECKING:
    from articles import models as nouns

NOTICES = ("retraction_of", "concern_about")
LATER = ("update_of", "supersedes")


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

    def unchecked(self) -> Self:
        """Works that a public page cites and that nobody looked up for retractions."""
        return self.filter(
            checked_on=None,
            citations__revision=F("citations__revision__article__published"),
        ).distinct()


def _report(side: str) -> JSONObject:
    return JSONObject(citekey=f"{side}__citekey", year=f"{side}__year", kind="kind")
