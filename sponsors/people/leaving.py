"""Giving's part of taking one's data along and of leaving for good.

Tax law makes us keep receipts as they were issued, with the name and address on them, and
the ledger with every amount. Nothing else names a person who left.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from sponsors import stripe_gateway
from sponsors.books.ledger import Status, standing_of
from sponsors.errors import MoneyError
from sponsors.giving import checkout, plans
from sponsors.models import (
    Donation,
    FirewallException,
    Payment,
    Plan,
    Receipt,
    SponsorContact,
    Sponsorship,
)
from sponsors.people import forgetting
from sponsors.remote import Refused, StripeTrouble

if TYPE_CHECKING:
    from portal.accounts.models import User


class PlansStillRun(MoneyError):
    message = _(
        "You give regularly, and our payment service could not be reached to stop that. "
        "So your account was not deleted, and nothing was changed. Please try again in a "
        "few minutes."
    )


# Somebody must be able to stop a payment that goes on by itself.
DECIDES_ALONE = _(
    "You are the only one who decides for a sponsor that pays each year by itself. Stop "
    "that payment under “Our sponsorship”, or invite somebody else who decides; once they "
    "accepted you can delete your account here."
)


def export(user: User) -> dict[str, Any]:
    """Return what was given, planned and receipted, in plain names and minor units."""
    gifts = Donation.objects.filter(user=user).order_by("created_at")
    return {
        "gifts": [
            {**_gift(gift), "payments": _payments(gift)}
            for gift in gifts.prefetch_related(
                "payments__facts", "payments__entries", "payments__receipts"
            )
        ],
        "regular_gifts": list(
            Plan.objects.filter(donation__user=user)
            .order_by("created_at")
            .values(
                "amount",
                "currency",
                "interval",
                "status",
                "created_at",
                "current_period_end",
                "paused_at",
                "ended_at",
                "subscription_id",
                "customer_id",
            )
        ),
        "receipts": [
            {
                "number": receipt.label,
                "issued": receipt.issued_at,
                "amount": receipt.amount,
                "currency": receipt.currency,
                "e_mail_address": receipt.email,
                "void": receipt.void_reason,
                "what_it_says": receipt.frozen,
            }
            for receipt in Receipt.objects.filter(user=user).order_by("year", "number")
        ],
        "acts_for_sponsors": list(
            SponsorContact.objects.filter(user=user).values(
                "sponsor__name", "email", "name", "role"
            )
        ),
    }


GIFT = (
    "created_at",
    "amount",
    "currency",
    "interval",
    "email",
    "name",
    "address",
    "dedication_kind",
    "dedication_name",
    "public_name",
    "is_anonymous",
    "may_be_listed_at",
    "message",
    "gift_aid",
)


def _gift(gift: Donation) -> dict[str, Any]:
    return {name: getattr(gift, name) for name in GIFT}


def _payments(gift: Donation) -> list[dict[str, Any]]:
    return [
        {
            "begun": payment.created_at,
            "how": payment.method,
            "standing": str(standing_of(payment).status),
            "left": standing_of(payment).net,
        }
        for payment in gift.payments.all()
    ]


def preview(user: User) -> dict[str, int]:
    return {
        "gifts": Donation.objects.filter(user=user).count(),
        "plans": len(plans.running_of(user)),
        "receipts": Receipt.objects.filter(user=user).count(),
        "sponsors": SponsorContact.objects.filter(user=user).count(),
    }


def decides_alone(user: User) -> bool:
    """Whether a sponsor would go on paying with nobody left who could stop it."""
    owners = SponsorContact.objects.filter(
        role=SponsorContact.Role.OWNER, user__isnull=False
    )
    others = owners.exclude(user=user).values("sponsor")
    running = Plan.objects.filter(
        sponsorship__sponsor__in=owners.filter(user=user).values("sponsor"),
        subscription_id__isnull=False,
        cancel_at_period_end=False,
        ended_at=None,
    ).exclude(status__in=plans.OVER)
    return running.exclude(sponsorship__sponsor__in=others).exists()


def before_leaving(user: User) -> None:
    """Close open payment pages and end every regular gift; Stripe has confirmed it.

    Outside any transaction. Raises PlansStillRun; then nobody may forget whose plan it is.
    """
    try:
        for payment in _open_pages(user):
            _close(payment)
        plans.stop_all(user=user)
    except (StripeTrouble, MoneyError) as trouble:
        raise PlansStillRun from trouble


def _open_pages(user: User) -> list[Payment]:
    begun = Payment.objects.filter(
        donation__user=user,
        method=Payment.Method.STRIPE,
        session_id__isnull=False,
        charge_id=None,
    )
    rows = begun.prefetch_related("facts", "entries")
    return [one for one in rows if standing_of(one).status is Status.CREATED]


def _close(payment: Payment) -> None:
    """Close a payment page, or hear what was paid on it before."""
    session = payment.session_id or ""
    # Refused if it was paid or closed before: the next question tells which.
    with suppress(Refused):
        stripe_gateway.expire_session(session)
    checkout.sync_session(session)


def anonymise(*, user: User, keep_words: bool) -> None:  # noqa: ARG001  as in all apps
    """Detach a person from gifts and receipts, and blank what is not needed for the books.

    Raises PlansStillRun for a plan that began after ``before_leaving``.
    """
    if plans.running_of(user):
        raise PlansStillRun
    gifts = Donation.objects.filter(user=user)
    receipts = Receipt.objects.filter(user=user)
    addresses = {
        user.email,
        *user.emailaddress_set.values_list("email", flat=True),  # type: ignore[attr-defined]  # allauth's
        *gifts.values_list("email", flat=True),
        *receipts.values_list("email", flat=True),
        *SponsorContact.objects.filter(user=user).values_list("email", flat=True),
    }
    addresses = {one.lower() for one in addresses} - {"", forgetting.NOBODY}
    for address in addresses:
        forgetting.forget_address(address)
    _forget_contacts(user, addresses)
    Sponsorship.objects.filter(applied_by=user).update(applied_by=None)
    FirewallException.objects.filter(user=user).update(user=None)
    gifts.update(
        user=None,
        email=forgetting.NOBODY,
        name="",
        address="",
        dedication_kind="",
        dedication_name="",
        public_name="",
        is_anonymous=True,
        may_be_listed_at=None,
        message="",
        gift_aid=None,
    )
    # Afterwards: a receipt that was just being issued is there by now.
    receipts.update(user=None, email="")


def _forget_contacts(user: User, addresses: set[str]) -> None:
    """Delete who acts for sponsors, and invitations that nobody took up (``addresses`` lower)."""
    waiting = SponsorContact.objects.annotate(address=Lower("email"))
    waiting.filter(user=None, address__in=addresses).delete()
    SponsorContact.objects.filter(user=user).delete()
