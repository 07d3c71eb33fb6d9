"""Invoices for sponsors: a numbered series of their own, frozen, voided but never deleted."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import is_money
from sponsors.models.payments import Payment


class InvoiceSeries(models.Model):
    """The last number given in a year; its row lock is what makes numbers gapless."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


class Invoice(models.Model):
    """What a sponsor is given for the books: the price that was paid, and the VAT in it.

    ``frozen`` holds what stands on the paper: both parties, the tier, its dates, the VAT.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField(_("year of the series"))
    number = models.PositiveIntegerField(_("number"))
    payment = models.ForeignKey(
        Payment, related_name="invoices", on_delete=models.PROTECT
    )
    amount = models.BigIntegerField(_("amount in minor units"))
    vat = models.BigIntegerField(_("VAT contained, in minor units"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    frozen = models.JSONField(_("what it says"), default=dict)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("first sent"), null=True, blank=True)
    reprints = models.PositiveIntegerField(_("duplicates"), default=0)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    void_reason = models.CharField(_("why it is void"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ("-year", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("year", "number"), name="sponsors_invoice_number"
            ),
            models.UniqueConstraint(
                fields=("payment",),
                condition=Q(voided_at__isnull=True),
                name="sponsors_invoice_one_valid",
            ),
            models.CheckConstraint(
                condition=is_money() & Q(number__gt=0, vat__gte=0),
                name="sponsors_invoice_money",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="sponsors_invoice_void_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is printed, such as INV-2026-000123."""
        return f"INV-{self.year}-{self.number:06d}"
