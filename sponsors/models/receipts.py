"""Receipts: numbered without gaps, frozen when they are issued, voided but never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import is_money
from sponsors.models.payments import Payment


class ReceiptSeries(models.Model):
    """The last number given in a year; its row lock is what makes numbers gapless."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


class Receipt(models.Model):
    """What a donor was told about money received; only voiding and reprinting change it.

    ``frozen`` holds what stands on the paper: name, address, wording, tax scheme, dates,
    dedication. The gifts of a year have no receipt of their own: nothing counts twice.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField(_("year of the series"))
    number = models.PositiveIntegerField(_("number"))
    payment = models.ForeignKey(
        Payment, related_name="receipts", on_delete=models.PROTECT
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="receipts",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    frozen = models.JSONField(_("what it says"), default=dict)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("first sent"), null=True, blank=True)
    reprints = models.PositiveIntegerField(_("duplicates"), default=0)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    void_reason = models.CharField(_("why it is void"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("-year", "-number")
        indexes = (models.Index(fields=("email",), name="sponsors_receipt_email"),)
        constraints = (
            models.UniqueConstraint(
                fields=("year", "number"), name="sponsors_receipt_number"
            ),
            models.UniqueConstraint(
                fields=("payment",),
                condition=Q(voided_at__isnull=True),
                name="sponsors_receipt_one_valid",
            ),
            models.CheckConstraint(
                condition=is_money() & Q(number__gt=0), name="sponsors_receipt_money"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="sponsors_receipt_void_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is printed, such as 2026-000123."""
        return f"{self.year}-{self.number:06d}"
