"""What came from Stripe, how far it was read, and what people must be told."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StripeEvent(models.Model):
    """The inbox: events as they came, to be read by the worker exactly once.

    new → done | ignored | dead. ``body`` is blanked when it is no longer needed: it holds
    people's addresses.
    """

    class Status(models.TextChoices):
        NEW = "new", _("waiting")
        DONE = "done", _("read")
        IGNORED = "ignored", _("not for us")
        DEAD = "dead", _("given up")

    id = models.BigAutoField(primary_key=True)  # jobs carry numbers only
    event_id = models.CharField(_("event"), max_length=120)
    type = models.CharField(_("type"), max_length=80)
    api_version = models.CharField(_("API version"), max_length=40, blank=True)
    livemode = models.BooleanField(_("real money"))
    created = models.DateTimeField(_("happened"))
    body = models.BinaryField(_("body"), default=b"")
    status = models.CharField(
        _("status"), max_length=7, choices=Status, default=Status.NEW
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("inbox")
        ordering = ("-received_at",)
        permissions = (("retry_stripeevent", "Can have events read again"),)
        indexes = (
            models.Index(
                fields=("next_attempt_at",),
                name="sponsors_event_waiting",
                condition=Q(status="new"),
            ),
            models.Index(fields=("-received_at",), name="sponsors_event_newest"),
        )
        constraints = (
            # Not unique=True: that makes an index for searching by beginnings, too.
            models.UniqueConstraint(fields=("event_id",), name="sponsors_event_once"),
            models.CheckConstraint(
                condition=Q(status__in=("new", "done", "ignored", "dead")),
                name="sponsors_event_status_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class Cursor(models.Model):
    """How far a walk over Stripe's lists has come."""

    name = models.CharField(max_length=40, primary_key=True)
    position = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class Notice(models.Model):
    """Something a person is told once: written with the facts, mailed by a job later."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt")
        RECEIPT_VOID = "receipt_void", _("receipt is void")
        REFUNDED = "refunded", _("money went back")
        PAYMENT_FAILED = "payment_failed", _("payment failed")
        PLAN_BEGUN = "plan_begun", _("plan began")
        RENEWAL_FAILED = "renewal_failed", _("renewal failed")
        PLAN_CHANGED = "plan_changed", _("plan takes another amount")
        PLAN_PAUSED = "plan_paused", _("plan is paused")
        PLAN_RESUMED = "plan_resumed", _("plan goes on")
        PLAN_STOPPED = "plan_stopped", _("plan ends with its period")
        PLAN_ENDED = "plan_ended", _("plan ended")
        INVOICE = "invoice", _("invoice, for a sponsor")
        DISPUTE = "dispute", _("dispute, for staff")
        FRAUD_WARNING = "fraud_warning", _("fraud warning, for staff")
        REVIEW = "review", _("payment to look at, for staff")
        DEAD_EVENT = "dead_event", _("event given up, for staff")
        SPONSOR_NEW = "sponsor_new", _("application of a sponsor, for staff")
        SPONSOR_YES = "sponsor_yes", _("sponsorship approved")
        SPONSOR_NO = "sponsor_no", _("sponsorship rejected")
        SPONSOR_PAID = "sponsor_paid", _("sponsorship paid")
        SPONSOR_RENEW = "sponsor_renew", _("sponsorship ends soon")
        SPONSOR_END = "sponsor_end", _("sponsorship ended")
        SPONSOR_INVITE = "sponsor_invite", _("invitation to act for a sponsor")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    about = models.CharField(_("about"), max_length=120)
    payment = models.ForeignKey(
        "sponsors.Payment",
        related_name="notices",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    plan = models.ForeignKey(
        "sponsors.Plan",
        related_name="notices",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    receipt = models.ForeignKey(
        "sponsors.Receipt",
        related_name="notices",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    invoice = models.ForeignKey(
        "sponsors.Invoice",
        related_name="notices",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    link_used_at = models.DateTimeField(_("its link was used"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at",)
        indexes = (
            models.Index(
                fields=("created_at",),
                name="sponsors_notice_unsent",
                condition=Q(sent_at__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "about"), name="sponsors_notice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
