"""What people wish to give, and the plans by which they give again and again."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import Interval, exactly_one, is_money


class Donation(models.Model):
    """A wish to give, as it was filled in; whether money came is told by its payments.

    The key is made by the form, so that sending it twice is one wish. ``gift_aid`` is the
    declaration as it was signed: {"wording", "name", "address", "signed_at"}.
    """

    class Dedication(models.TextChoices):
        NONE = "", _("nobody in particular")
        HONOR = "honor", _("in honor of")
        MEMORY = "memory", _("in memory of")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        related_name="donations",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name on the receipt"), max_length=200, blank=True)
    address = models.TextField(_("address on the receipt"), max_length=500, blank=True)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    interval = models.CharField(
        _("how often"), max_length=7, choices=Interval, default=Interval.ONCE
    )
    dedication_kind = models.CharField(
        _("dedication"), max_length=6, choices=Dedication, blank=True, default=""
    )
    dedication_name = models.CharField(_("dedicated to"), max_length=120, blank=True)
    public_name = models.CharField(_("public name"), max_length=80, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    may_be_listed_at = models.DateTimeField(
        _("agreed to be listed"), null=True, blank=True
    )
    message = models.TextField(_("message"), max_length=1000, blank=True)
    gift_aid = models.JSONField(_("Gift Aid declaration"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("email",), name="sponsors_donation_email"),)
        constraints = (
            models.CheckConstraint(
                condition=is_money(), name="sponsors_donation_money"
            ),
            models.CheckConstraint(
                condition=Q(interval__in=Interval.values),
                name="sponsors_donation_interval_known",
            ),
            models.CheckConstraint(
                condition=Q(dedication_kind="", dedication_name="")
                | ~Q(dedication_kind="") & ~Q(dedication_name=""),
                name="sponsors_donation_dedication_complete",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False)
                | Q(public_name="", may_be_listed_at__isnull=True),
                name="sponsors_donation_anonymous_is_unnamed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.interval}"


class Plan(models.Model):
    """A gift or sponsorship that is paid again and again, as Stripe last told it.

    ``status`` is Stripe's word (incomplete, active, past_due, unpaid, paused, canceled …),
    empty until Stripe was heard. Only sponsors/applying writes the columns that Stripe owns.
    """

    id = models.BigAutoField(primary_key=True)
    donation = models.OneToOneField(
        "sponsors.Donation",
        related_name="plan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    sponsorship = models.OneToOneField(
        "sponsors.Sponsorship",
        related_name="plan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    customer_id = models.CharField(_("customer at Stripe"), max_length=120, blank=True)
    subscription_id = models.CharField(
        _("subscription at Stripe"), max_length=120, unique=True, null=True, blank=True
    )
    status = models.CharField(_("status"), max_length=30, blank=True)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    interval = models.CharField(_("how often"), max_length=7, choices=Interval)
    current_period_end = models.DateTimeField(_("paid until"), null=True, blank=True)
    cancel_at_period_end = models.BooleanField(_("ends with the period"), default=False)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    past_due_since = models.DateTimeField(_("unpaid since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    synced_at = models.DateTimeField(_("last heard of"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("customer_id",), name="sponsors_plan_customer"),
            models.Index(fields=("status",), name="sponsors_plan_status"),
        )
        constraints = (
            models.CheckConstraint(condition=is_money(), name="sponsors_plan_money"),
            models.CheckConstraint(
                condition=Q(interval__in=(Interval.MONTHLY, Interval.YEARLY)),
                name="sponsors_plan_repeats",
            ),
            models.CheckConstraint(
                condition=exactly_one("donation", "sponsorship"),
                name="sponsors_plan_one_purpose",
            ),
            models.CheckConstraint(
                condition=Q(subscription_id__isnull=True) | Q(synced_at__isnull=False),
                name="sponsors_plan_heard_of",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.interval}"

    @property
    def is_running(self) -> bool:
        """Whether it will, or should, be paid again."""
        return self.ended_at is None and self.status in {
            "active",
            "trialing",
            "past_due",
            "unpaid",
            "paused",
        }
