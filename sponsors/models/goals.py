"""What the portal asks for in a stretch of months; how far it is, the ledger says."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import is_money


class Goal(models.Model):
    """A sum that the portal needs, shown where people are asked to give. One at a time.

    Whole months, so that progress is a sum over ``LedgerTotal``; both days are the first
    of their month.
    """

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(
        _("title"),
        max_length=80,
        help_text=_("As donors read it: “Running the portal in 2027”."),
    )
    why = models.CharField(_("what it pays for"), max_length=300, blank=True)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    first_month = models.DateField(
        _("first month"), help_text=_("The first day of the month.")
    )
    last_month = models.DateField(
        _("last month"), help_text=_("The first day of the month.")
    )
    is_shown = models.BooleanField(_("shown"), default=False)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("-first_month",)
        constraints = (
            models.CheckConstraint(condition=is_money(), name="sponsors_goal_money"),
            models.CheckConstraint(
                condition=Q(first_month__lte=F("last_month"))
                & Q(first_month__day=1, last_month__day=1),
                name="sponsors_goal_whole_months",
                violation_error_message=_(
                    "Give the first days of two months, the earlier one first."
                ),
            ),
            models.UniqueConstraint(
                fields=("is_shown",),
                condition=Q(is_shown=True),
                name="sponsors_goal_one_is_shown",
                violation_error_message=_("Another goal is shown already."),
            ),
        )

    def __str__(self) -> str:
        return self.title
