"""What a revision cites, counts and shows, each numbered in its own row."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.revisions import Revision


class Citation(models.Model):
    """A work that a revision cites, numbered by first appearance.

    ``uses`` is a list of ``{"anchor", "section", "locator"}``, one per place in the text.
    """

    revision = models.ForeignKey(
        Revision, related_name="citations", on_delete=models.CASCADE
    )
    reference = models.ForeignKey(
        "articles.Reference", related_name="citations", on_delete=models.PROTECT
    )
    number = models.PositiveIntegerField(_("number"))
    uses = models.JSONField(default=list)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ("revision", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "number"), name="articles_citation_number_unique"
            ),
            models.UniqueConstraint(
                fields=("revision", "reference"), name="articles_citation_work_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="articles_citation_number_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"[{self.number}] {self.reference}"


class Outcome(models.Model):
    """A claim with a number: n of N people, what was measured, when, and who says so."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        PARTLY = "partly", _("supports partly")
        CONTRADICTS = "contradicts", _("contradicts")

    revision = models.ForeignKey(
        Revision, related_name="outcomes", on_delete=models.CASCADE
    )
    position = models.PositiveSmallIntegerField(_("position"))
    claim = models.CharField(
        _("claim"),
        max_length=300,
        help_text=_("The sentence after the number, e.g. “people had less pain”."),
    )
    measure = models.CharField(_("measure"), max_length=200, blank=True)
    n = models.PositiveIntegerField(_("n"))
    of = models.PositiveIntegerField(_("of N"))
    time_point = models.CharField(_("time point"), max_length=100, blank=True)
    stance = models.CharField(
        _("stance"), max_length=12, choices=Stance, default=Stance.SUPPORTS
    )
    reference = models.ForeignKey(
        "articles.Reference",
        verbose_name=_("reference"),
        related_name="outcomes",
        on_delete=models.PROTECT,
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("revision", "position")
        constraints = (
            models.CheckConstraint(
                condition=Q(of__gte=1) & Q(n__lte=F("of")),
                name="articles_outcome_n_not_above_of",
                violation_error_message=_(
                    "The first number cannot be larger than the second."
                ),
            ),
            models.UniqueConstraint(
                fields=("revision", "position"), name="articles_outcome_position_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.n} of {self.of} {self.claim}"


class FigureUse(models.Model):
    """A figure version that a revision shows, numbered by appearance."""

    revision = models.ForeignKey(
        Revision, related_name="figure_uses", on_delete=models.CASCADE
    )
    figure = models.ForeignKey(
        "articles.Figure", related_name="uses", on_delete=models.PROTECT
    )
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("figure in a revision")
        verbose_name_plural = _("figures in a revision")
        ordering = ("revision", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("revision", "number"), name="articles_figure_use_number_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.figure}"
