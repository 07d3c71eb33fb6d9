"""The rows of the books that everybody may read."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import CURRENCY


class OpenRow(models.Model):
    """One or more whole months of one currency, closed for good (``sponsors.books.closing``).

    Sums are minor units; what went out is below 0. ``backs`` counts refunds and disputes.
    What became known of a month after its row was closed is part of the next row, so that
    all rows together are the ledger up to the last month.
    """

    id = models.BigAutoField(primary_key=True)
    currency = models.CharField(_("currency"), max_length=3)
    first = models.DateField(_("first month"))
    last = models.DateField(_("last month"))
    gifts = models.BigIntegerField(_("number of gifts"))
    given = models.BigIntegerField(_("from donors"))
    sponsored = models.BigIntegerField(_("from sponsors"))
    backs = models.BigIntegerField(_("number given back"))
    back = models.BigIntegerField(_("given back"))
    fees = models.BigIntegerField(_("fees"))
    closed_at = models.DateTimeField(_("closed"), auto_now_add=True)

    class Meta:
        verbose_name = _("row of the open books")
        verbose_name_plural = _("rows of the open books")
        ordering = ("currency", "first")
        constraints = (
            models.UniqueConstraint(
                fields=("currency", "first"), name="sponsors_openrow_once"
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first"), currency__regex=CURRENCY),
                name="sponsors_openrow_months",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} – {self.last:%Y-%m} {self.currency}"
