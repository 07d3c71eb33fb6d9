"""Sponsors, what they may take, what they took, and where they are shown."""

import datetime as dt
from pathlib import PurePath
from secrets import token_hex

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.models.constraints import Interval, both_or_neither, is_money

LOGO_FOLDER = "sponsors"


def logo_path(sponsorship: "Sponsorship", filename: str) -> str:  # noqa: ARG001  Django's signature
    """Return a path that says nothing and cannot be guessed."""
    return str(PurePath(LOGO_FOLDER) / f"{token_hex(12)}.png")


class Tier(models.Model):
    """What a sponsor can take in a year, and its price. Unchangeable once sold.

    The database refuses other words or another price after the first approved sponsorship
    (migration 0002); ``capacity`` and ``is_open`` may still change.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField(_("year"))
    slug = models.SlugField(_("address"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    gives = models.TextField(_("what it gives"), max_length=2000)
    cannot_buy = models.TextField(_("what money cannot buy"), max_length=2000)
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    on_home = models.BooleanField(_("logo on the front page"), default=True)
    in_footer = models.BooleanField(_("logo in the footer"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_open = models.BooleanField(_("can be applied for"), default=True)

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ("-year", "position", "-amount")
        constraints = (
            models.UniqueConstraint(fields=("year", "slug"), name="sponsors_tier_slug"),
            models.CheckConstraint(condition=is_money(), name="sponsors_tier_money"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class Sponsor(models.Model):
    """An organization that pays to be named."""

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about"), max_length=1000, blank=True)
    billing_name = models.CharField(_("name on invoices"), max_length=200, blank=True)
    billing_address = models.TextField(
        _("address on invoices"), max_length=500, blank=True
    )
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    vat_id = models.CharField(_("VAT number"), max_length=20, blank=True)
    customer_id = models.CharField(_("customer at Stripe"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def paying_address(self) -> str:
        """Return the address that payment pages begin with, whichever contact asks."""
        owners = self.contacts.filter(role=SponsorContact.Role.OWNER).order_by("pk")
        return owners.values_list("email", flat=True).first() or ""


class SponsorContact(models.Model):
    """A person who acts for a sponsor; with an account once the address is proved."""

    class Role(models.TextChoices):
        OWNER = "owner", _("decides")
        BILLING = "billing", _("pays")
        ASSETS = "assets", _("keeps logo and texts")

    id = models.BigAutoField(primary_key=True)
    sponsor = models.ForeignKey(
        Sponsor, related_name="contacts", on_delete=models.CASCADE
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="sponsor_contacts",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=7, choices=Role, default=Role.OWNER)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(
                fields=("sponsor", "email"), name="sponsors_contact_once"
            ),
            models.UniqueConstraint(
                fields=("sponsor", "user"),
                condition=Q(user__isnull=False),
                name="sponsors_contact_account_once",
            ),
        )

    def __str__(self) -> str:
        return self.email


class Sponsorship(models.Model):
    """A sponsor's wish for a tier and what became of it, told by dated facts.

    applied → approved → paid → active → ended, or applied → rejected. Active is a matter of
    dates: paid, begun, not past ``last_day``, not ended. Price and tier are as they were.
    """

    id = models.BigAutoField(primary_key=True)
    sponsor = models.ForeignKey(
        Sponsor, related_name="sponsorships", on_delete=models.PROTECT
    )
    tier = models.ForeignKey(
        Tier, related_name="sponsorships", on_delete=models.PROTECT
    )
    renews = models.OneToOneField(
        "self",
        verbose_name=_("renewal of"),
        related_name="renewal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    amount = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    interval = models.CharField(
        _("how often"), max_length=7, choices=Interval, default=Interval.ONCE
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    applied_at = models.DateTimeField(_("applied"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    rejected_at = models.DateTimeField(_("rejected"), null=True, blank=True)
    reject_reason = models.TextField(_("why rejected"), max_length=1000, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # Past ``ends_on``, while the payment of the next year is tried again.
    grace_until = models.DateField(_("last day of grace"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    logo = models.ImageField(
        _("logo"),
        upload_to=logo_path,
        width_field="logo_width",
        height_field="logo_height",
        blank=True,
    )
    logo_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    logo_alt = models.CharField(_("logo in words"), max_length=120, blank=True)
    url = models.URLField(_("where the logo leads"), blank=True)
    # After approval a change of these waits for staff, too.
    proposed_logo = models.ImageField(_("new logo"), upload_to=logo_path, blank=True)
    proposed_alt = models.CharField(_("new logo in words"), max_length=120, blank=True)
    proposed_url = models.URLField(_("new address of the logo"), blank=True)
    proposed_at = models.DateTimeField(_("change asked for"), null=True, blank=True)

    class Meta:
        verbose_name = _("sponsorship")
        verbose_name_plural = _("sponsorships")
        ordering = ("-applied_at",)
        permissions = (("decide_sponsorship", "Can approve and reject sponsorships"),)
        indexes = (
            models.Index(
                fields=("starts_on", "ends_on"),
                name="sponsors_sponsorship_shown",
                condition=Q(paid_at__isnull=False, ended_at__isnull=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=is_money(), name="sponsors_sponsorship_money"
            ),
            models.CheckConstraint(
                condition=Q(interval__in=(Interval.ONCE, Interval.YEARLY)),
                name="sponsors_sponsorship_interval",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(rejected_at__isnull=True),
                name="sponsors_sponsorship_one_decision",
            ),
            models.CheckConstraint(
                condition=Q(rejected_at__isnull=True, reject_reason="")
                | Q(rejected_at__isnull=False) & ~Q(reject_reason=""),
                name="sponsors_sponsorship_rejected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True) | Q(approved_at__isnull=False),
                name="sponsors_sponsorship_paid_after_approval",
            ),
            models.CheckConstraint(
                condition=both_or_neither("starts_on", "ends_on")
                & (Q(starts_on__isnull=True) | Q(starts_on__lte=F("ends_on"))),
                name="sponsors_sponsorship_dates",
            ),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True) | Q(starts_on__isnull=False),
                name="sponsors_sponsorship_paid_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(grace_until__isnull=True)
                | Q(ends_on__isnull=False, grace_until__gt=F("ends_on")),
                name="sponsors_sponsorship_grace_after_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(paid_at__isnull=False),
                name="sponsors_sponsorship_ended_after_paid",
            ),
            models.CheckConstraint(
                condition=Q(logo="") | ~Q(logo_alt=""),
                name="sponsors_sponsorship_logo_in_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sponsor} · {self.tier}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day (UTC) on which it is shown, None before it is known."""
        return self.grace_until or self.ends_on
