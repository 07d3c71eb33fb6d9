"""The books: one row for each movement of money, never changed, never deleted."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import CURRENCY
from sponsors.models.payments import Payment


class EntryKind(models.TextChoices):
    """What moved. Fees are counted apart: they may be taken in another currency."""

    CHARGE = "charge", _("payment")
    OFFLINE = "offline", _("check or transfer")
    REFUND = "refund", _("refund")
    REFUND_REVERSAL = "refund_reversal", _("refund that came back")
    OFFLINE_REVERSAL = "offline_reversal", _("check or transfer taken back")
    DISPUTE = "dispute", _("money taken by a dispute")
    DISPUTE_REVERSAL = "dispute_reversal", _("money back from a dispute")
    FEE = "fee", _("fee")
    DISPUTE_FEE = "dispute_fee", _("fee for a dispute")
    FEE_REFUND = "fee_refund", _("fee given back")


Kind = EntryKind

POSITIVE = (Kind.CHARGE, Kind.OFFLINE, Kind.REFUND_REVERSAL, Kind.DISPUTE_REVERSAL)
NEGATIVE = (Kind.REFUND, Kind.DISPUTE, Kind.OFFLINE_REVERSAL)
FEES = (Kind.FEE, Kind.DISPUTE_FEE)
SIGNS = (
    Q(kind__in=POSITIVE, amount__gt=0),
    Q(kind__in=NEGATIVE, amount__lt=0),
    Q(kind__in=FEES, amount__lte=0),
    Q(kind=Kind.FEE_REFUND, amount__gt=0),
)


class LedgerEntry(models.Model):
    """A movement of money. The database refuses to change or delete it (migration 0002).

    ``amount`` is signed, in the currency of the payment. What Stripe booked on its balance
    stands with the fee row of each balance transaction (``stripe_id`` is the transaction's,
    the fee may be 0): ``settled_amount`` before and ``amount`` for the fee, both in
    ``settled_currency``, so that settled + fee = net of the balance transaction.
    """

    Kind = Kind

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    stripe_id = models.CharField(_("object at Stripe"), max_length=120)
    payment = models.ForeignKey(
        Payment, related_name="entries", on_delete=models.PROTECT
    )
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    occurred_at = models.DateTimeField(_("when"))
    balance_transaction = models.CharField(
        _("balance transaction"), max_length=120, blank=True
    )
    settled_amount = models.BigIntegerField(
        _("booked amount in minor units"), null=True, blank=True
    )
    settled_currency = models.CharField(_("booked in"), max_length=3, blank=True)
    created_at = models.DateTimeField(_("noted"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ("-occurred_at", "-pk")
        indexes = (
            models.Index(
                F("occurred_at").desc(), F("id").desc(), name="sponsors_ledger_newest"
            ),
            models.Index(
                fields=("balance_transaction",),
                name="sponsors_ledger_balance",
                condition=~Q(balance_transaction=""),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "stripe_id"), name="sponsors_ledger_once"
            ),
            models.CheckConstraint(
                condition=reduce(or_, SIGNS), name="sponsors_ledger_sign"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY) & ~Q(stripe_id=""),
                name="sponsors_ledger_currency",
            ),
            models.CheckConstraint(
                condition=Q(
                    settled_amount__isnull=True,
                    settled_currency="",
                    balance_transaction="",
                )
                | Q(settled_amount__isnull=False, settled_currency__regex=CURRENCY)
                & ~Q(balance_transaction=""),
                name="sponsors_ledger_settlement_complete",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"


class LedgerTotal(models.Model):
    """Sums of the ledger by month, currency and kind; several rows may be about one sum.

    A trigger adds a row for each insert into the ledger, so nobody waits for a counter;
    ``ledger.compact_totals`` merges the rows. The sum of the rows is exact at any moment.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=16)
    amount = models.BigIntegerField()
    entries = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.amount} {self.currency}"
