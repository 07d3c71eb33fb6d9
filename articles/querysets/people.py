"""Words for people, figures and messages of readers."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from articles import models as nouns  # noqa: F401  # the strings below name it


class PersonQuerySet(models.QuerySet["nouns.Person"]):
    def credited(self) -> Self:
        """People named on a page that readers can see."""
        return self.filter(
            Q(contributions__revision__withdrawn_at__isnull=True),
            contributions__revision=F("contributions__revision__article__published"),
        ).distinct()


class FigureQuerySet(models.QuerySet["nouns.Figure"]):
    def current(self) -> Self:
        """The newest version of each key."""
        return self.order_by("key", "-version").distinct("key")


class FeedbackQuerySet(models.QuerySet["nouns.Feedback"]):
    def open(self) -> Self:
        """Not answered yet, the oldest first."""
        return self.filter(answered_at__isnull=True).order_by("created_at")
