"""Where sponsorships are shown, and how often."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sponsors.models.sponsorship import Sponsorship


class Placement(models.Model):
    """A place where a sponsorship is shown. Articles are no such place."""

    class Spot(models.TextChoices):
        SPONSORS = "sponsors", _("page of sponsors")
        HOME = "home", _("front page")
        FOOTER = "footer", _("footer")

    id = models.BigAutoField(primary_key=True)
    sponsorship = models.ForeignKey(
        Sponsorship, related_name="placements", on_delete=models.CASCADE
    )
    spot = models.CharField(_("place"), max_length=8, choices=Spot)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("spot",)
        constraints = (
            models.UniqueConstraint(
                fields=("sponsorship", "spot"), name="sponsors_placement_once"
            ),
            models.CheckConstraint(
                condition=Q(spot__in=("sponsors", "home", "footer")),
                name="sponsors_placement_never_in_articles",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sponsorship} · {self.spot}"


class PlacementDay(models.Model):
    """How often a placement was shown on one day (UTC). Nothing about who saw it."""

    id = models.BigAutoField(primary_key=True)
    placement = models.ForeignKey(
        Placement, related_name="days", on_delete=models.CASCADE
    )
    day = models.DateField(_("day"))
    shown = models.PositiveBigIntegerField(_("times shown"), default=0)

    class Meta:
        verbose_name = _("day of a placement")
        verbose_name_plural = _("days of placements")
        ordering = ("-day",)
        constraints = (
            models.UniqueConstraint(
                fields=("placement", "day"), name="sponsors_placement_day_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.shown}"
