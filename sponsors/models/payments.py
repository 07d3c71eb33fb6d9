"""Payments, what is known about them besides money, and money that goes back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import CURRENCY, exactly_one, is_money


def remote_id(label: str) -> "models.CharField[str | None, str | None]":
    """Return a column for an id of Stripe's, which is ours once only."""
    return models.CharField(label, max_length=120, unique=True, null=True, blank=True)


class Payment(models.Model):
    """One attempt to pay, written before anybody is asked for money.

    The key travels to Stripe (client_reference_id, metadata) and comes back with every
    event. Its standing is no column: ``sponsors.books.ledger.standing_of(payment)``.
    """

    class Method(models.TextChoices):
        STRIPE = "stripe", _("online")
        CHEQUE = "cheque", _("check")
        TRANSFER = "transfer", _("bank transfer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    donation = models.ForeignKey(
        "sponsors.Donation",
        related_name="payments",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    sponsorship = models.ForeignKey(
        "sponsors.Sponsorship",
        related_name="payments",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    plan = models.ForeignKey(
        "sponsors.Plan",
        related_name="payments",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    method = models.CharField(
        _("method"), max_length=8, choices=Method, default=Method.STRIPE
    )
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    session_id = remote_id("checkout session")
    payment_intent_id = remote_id("payment intent")
    charge_id = remote_id("charge")
    invoice_id = remote_id("invoice")
    note = models.CharField(_("note"), max_length=200, blank=True)
    review_reason = models.CharField(_("to be looked at"), max_length=200, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    reviewed_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("-created_at",)
        permissions = (
            ("refund_payment", "Can ask for refunds"),
            ("approve_refund", "Can approve refunds above the limit"),
            ("enter_payment", "Can enter checks and bank transfers"),
        )
        indexes = (
            models.Index(fields=("-created_at",), name="sponsors_payment_newest"),
            models.Index(fields=("amount",), name="sponsors_payment_amount"),
            models.Index(
                fields=("created_at",),
                name="sponsors_payment_open",
                condition=Q(method="stripe", charge_id__isnull=True),
            ),
            models.Index(
                fields=("created_at",),
                name="sponsors_payment_review",
                condition=~Q(review_reason="") & Q(reviewed_at__isnull=True),
            ),
            models.Index(
                fields=("-created_at",),
                name="sponsors_payment_reviewed",
                condition=Q(reviewed_at__isnull=False),
            ),
            models.Index(
                fields=("-created_at",),
                name="sponsors_payment_offline",
                condition=Q(method__in=("cheque", "transfer")),
            ),
        )
        constraints = (
            models.CheckConstraint(condition=is_money(), name="sponsors_payment_money"),
            models.CheckConstraint(
                condition=exactly_one("donation", "sponsorship"),
                name="sponsors_payment_one_purpose",
            ),
            models.CheckConstraint(
                condition=Q(method="stripe")
                | Q(
                    method__in=("cheque", "transfer"),
                    session_id__isnull=True,
                    payment_intent_id__isnull=True,
                    charge_id__isnull=True,
                    invoice_id__isnull=True,
                    plan__isnull=True,
                ),
                name="sponsors_payment_offline_is_not_at_stripe",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | ~Q(review_reason=""),
                name="sponsors_payment_reviewed_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class PaymentFact(models.Model):
    """Something that happened to a payment and is not money. Append-only."""

    class Kind(models.TextChoices):
        COMPLETED = "completed", _("the visitor finished the payment page")
        PROCESSING = "processing", _("the bank is still at work")
        NOTHING_DUE = "nothing_due", _("nothing had to be paid")
        ASYNC_FAILED = "async_failed", _("the bank said no, later")
        DECLINED = "declined", _("the card was declined")
        EXPIRED = "expired", _("the payment page was closed unpaid")
        MISMATCH = "mismatch", _("another amount or currency than agreed")
        INQUIRY = "inquiry", _("the bank asked about the payment")
        DISPUTED = "disputed", _("the payer's bank takes the money back")
        DISPUTE_CLOSED = "dispute_closed", _("the dispute is over")
        DISPUTE_LOST = "dispute_lost", _("the dispute was lost")
        FRAUD_WARNING = "fraud_warning", _("the card's bank suspects fraud")

    payment = models.ForeignKey(Payment, related_name="facts", on_delete=models.PROTECT)
    kind = models.CharField(_("what happened"), max_length=14, choices=Kind)
    stripe_id = models.CharField(_("object at Stripe"), max_length=120)
    occurred_at = models.DateTimeField(_("when"))
    details = models.JSONField(_("details"), default=dict, blank=True)
    created_at = models.DateTimeField(_("noted"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("occurred_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "stripe_id"), name="sponsors_fact_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.stripe_id}"


class Refund(models.Model):
    """Money that goes back to the payer; written before Stripe is asked for it.

    ``status`` is Stripe's word (pending, requires_action, succeeded, failed, canceled),
    empty until Stripe answered. Above a limit a second person approves.
    """

    class Reason(models.TextChoices):
        REQUESTED = "requested_by_customer", _("the payer asked for it")
        DUPLICATE = "duplicate", _("paid twice")
        FRAUDULENT = "fraudulent", _("fraud")

    id = models.BigAutoField(primary_key=True)
    payment = models.ForeignKey(
        Payment, related_name="refunds", on_delete=models.PROTECT
    )
    remote_id = remote_id("refund")
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(
        _("reason"), max_length=30, choices=Reason, default=Reason.REQUESTED
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    needs_approval = models.BooleanField(_("needs a second person"), default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, blank=True)
    failure_reason = models.CharField(_("why it failed"), max_length=200, blank=True)
    synced_at = models.DateTimeField(_("last heard of"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("-requested_at",)
        constraints = (
            models.CheckConstraint(condition=is_money(), name="sponsors_refund_money"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(approved_by=F("requested_by")),
                name="sponsors_refund_second_person",
            ),
            models.CheckConstraint(
                condition=Q(needs_approval=False)
                | Q(remote_id__isnull=True)
                | Q(approved_at__isnull=False),
                name="sponsors_refund_approved_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(rejected_at__isnull=True)
                | Q(remote_id__isnull=True, approved_at__isnull=True),
                name="sponsors_refund_rejected_is_not_sent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.status}"


class Dispute(models.Model):
    """A payment whose bank asks, or takes the money back; as Stripe last told it."""

    id = models.BigAutoField(primary_key=True)
    payment = models.ForeignKey(
        Payment, related_name="disputes", on_delete=models.PROTECT
    )
    remote_id = models.CharField(_("dispute at Stripe"), max_length=120, unique=True)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(_("reason"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=30)
    due_by = models.DateTimeField(_("answer until"), null=True, blank=True)
    is_refundable = models.BooleanField(_("may still be refunded"), default=False)
    opened_at = models.DateTimeField(_("opened"))
    synced_at = models.DateTimeField(_("last heard of"))

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ("-opened_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gte=0, currency__regex=CURRENCY),
                name="sponsors_dispute_money",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.status}"
