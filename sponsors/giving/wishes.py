"""From a filled-in form to one payment page: keys, plans that run already, pages left open."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from sponsors import stripe_gateway
from sponsors.books.ledger import Status, standing_of
from sponsors.giving import checkout, declined, donations, gift_aid, plans, presets
from sponsors.hearing.applying import NotOurs, NotYet
from sponsors.models import Donation, Interval, Payment, PaymentFact, Plan
from sponsors.remote import Refused, StripeTrouble

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.accounts.models import User
    from sponsors.models import Sponsorship

PLAIN = (
    "amount", "currency", "interval", "name", "address", "dedication_kind",
    "dedication_name", "public_name", "is_anonymous", "message",
)  # fmt: skip
STAGES = {
    Status.CREATED: "waiting",
    Status.PROCESSING: "processing",
    Status.PAID: "paid",
    Status.FAILED: "failed",
    Status.EXPIRED: "left",
}


def key_of(form: uuid.UUID, cleaned: dict[str, Any]) -> uuid.UUID:
    """Return the key of a wish: the same form sent again is one gift, a changed one another."""
    said = {name: str(cleaned.get(name, "")) for name in (*PLAIN, "email", "gift_aid")}
    said["listed"] = str(cleaned["may_be_listed"])
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return uuid.uuid5(form, digest)


def wish_of(cleaned: dict[str, Any]) -> donations.Wish:
    """Return what a valid form says."""
    signed = gift_aid.declaration(name=cleaned["name"], address=cleaned["address"])
    return donations.Wish(
        **{name: cleaned[name] for name in PLAIN},
        email=cleaned.get("email", ""),
        may_be_listed_at=timezone.now() if cleaned["may_be_listed"] else None,
        gift_aid=signed if cleaned.get("gift_aid") else None,
    )


def typed(donation: Donation) -> dict[str, Any]:
    """Return a wish as the form would have it, to be tried again."""
    found: dict[str, Any] = {name: getattr(donation, name) for name in PLAIN}
    amount = found.pop("amount")
    return {
        **found,
        **presets.chosen(amount, donation.currency, donation.interval),
        "email": donation.email,
        "is_anonymous": "yes" if donation.is_anonymous else "no",
        "may_be_listed": donation.may_be_listed_at is not None,
        "gift_aid": donation.gift_aid is not None,
    }


def running_plan(user: User | None, gifts: Collection[str]) -> Plan | None:
    """Return a plan that this person or browser began and that is paid again."""
    theirs = Q(donation__in=gifts, donation__user=None)
    if user:
        theirs |= Q(donation__user=user)
    found = Plan.objects.filter(theirs, ended_at=None, status__in=plans.RUNNING)
    return found.filter(cancel_at_period_end=False).first()


def describe_running(plan: Plan) -> str:
    return gettext(
        "You already give %(sum)s %(often)s. Tick this box if you want a second regular "
        "gift beside it."
    ) % {
        "sum": presets.short(plan.amount, plan.currency),
        "often": plan.get_interval_display(),
    }


def close_pages(
    key: uuid.UUID, *, of_form: Collection[str], gifts: Collection[str], is_plan: bool
) -> None:
    """Close payment pages that were left open, so that nobody pays twice.

    Those that the same form began before it was changed; for a regular gift also those of
    other regular gifts (two tabs). One that was paid meanwhile is written down as such.
    """
    left = Q(donation__in=of_form)
    if is_plan:
        left |= Q(donation__in=gifts) & ~Q(donation__interval=Interval.ONCE)
    over = PaymentFact.objects.exclude(kind=PaymentFact.Kind.DECLINED)
    pages = Payment.objects.filter(left, session_id__isnull=False, charge_id=None)
    for payment in pages.exclude(donation=key).exclude(facts__in=over)[:5]:
        _close(payment.session_id or "")


def _close(session_id: str) -> None:
    try:
        stripe_gateway.expire_session(session_id)
    except Refused:
        look(session_id)
    except StripeTrouble:
        return  # begin() says so


def stage_of(donation: Donation | Sponsorship, *, asks: bool) -> str:
    """Return how far a gift or sponsorship is; ``asks`` says whether Stripe may be asked."""
    pages = donation.payments.filter(session_id__isnull=False).order_by("-created_at")
    payment = pages.first()
    if payment is None:
        return "left"
    standing = standing_of(payment)
    open_ends = (Status.CREATED, Status.PROCESSING)
    if asks and payment.session_id and standing.status in open_ends:
        look(payment.session_id)
        standing = standing_of(payment)
    if standing.status is Status.EXPIRED and declined.met_many(payment):
        return "declined"
    return STAGES.get(standing.status, "returned")


def look(session_id: str) -> None:
    """Ask Stripe how a page stands and write it down; if that fails, its events will tell."""
    try:
        checkout.sync_session(session_id)
    except (StripeTrouble, NotOurs, NotYet):
        return
