"""Words for subjects, terms and evidence statuses."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from articles import models as nouns  # noqa: F401  # the strings below name it


class SubjectQuerySet(models.QuerySet["nouns.Subject"]):
    def published(self) -> Self:
        """Subjects with at least one page that readers can see."""
        return self.filter(
            articles__published__isnull=False,
            articles__published__withdrawn_at__isnull=True,
        ).distinct()

    def ever_published(self) -> Self:
        """Subjects readers know of: at least one page was published, withdrawn or not."""
        return self.filter(articles__published__isnull=False).distinct()

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


class EvidenceStatusQuerySet(models.QuerySet["nouns.EvidenceStatus"]):
    def confirmed(self) -> Self:
        """Statuses that a second person confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """Recorded, and not confirmed yet."""
        return self.filter(confirmed_at__isnull=True)

    def current(self) -> Self:
        """What readers see: confirmed, and not superseded by a confirmed one."""
        return self.confirmed().filter(
            Q(superseded_by__isnull=True) | Q(superseded_by__confirmed_at__isnull=True)
        )
