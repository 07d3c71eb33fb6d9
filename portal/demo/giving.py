"""Gifts, a refund and a goal of the demonstration: invented, and marked as such.

They are booked as the real ones are, so every page of the books has something to show.
What is younger than the stretch that `stripe_reconcile` compares came by bank transfer:
Stripe, the local one included, knows nothing of these people.
"""

import datetime as dt
import random
import uuid

from django.utils import timezone

from portal.accounts.models import User
from sponsors.books import booking
from sponsors.models import (
    Donation,
    Goal,
    LedgerEntry,
    Payment,
    Refund,
    Sponsorship,
)
from sponsors.remote import Settlement

GIFTS, MONTHS = 120, 14
FINANCE = "finance@example.org"
NOTE = "demonstration"
# The same in every checkout, so that it is seen whether it was done before.
SPACE = uuid.UUID("5b0c9a52-6f0c-4a52-9d6e-0b1c6d1f7a11")
AT_STRIPE_BEFORE = dt.timedelta(days=40)
AMOUNTS = (1000, 1500, 2500, 2500, 2500, 5000, 5000, 10_000, 25_000)
REFUNDED = 31  # which of the gifts
NAMES = ("Harbor walking group", "Class of 1994", "M. and J.", "Tilda", "Uncle Per")
Kind = LedgerEntry.Kind


def load_giving() -> int:
    """Add gifts and a goal; return how many gifts. Once: a ledger is for good."""
    if Donation.objects.filter(pk=_key(0)).exists():
        return 0
    now = timezone.now()
    dice = random.Random(4)  # noqa: S311  the same gifts each time, no secret
    span = dt.timedelta(days=30 * MONTHS)
    moments = sorted(now - span * dice.random() for _each in range(GIFTS))
    for number, moment in enumerate(moments):
        _give(number, moment, dice.choice(AMOUNTS), now)
    Goal.objects.get_or_create(
        title="Running the portal (demonstration)",
        defaults={
            "why": "Servers, literature, and a physician who checks each page.",
            "amount": 2_400_000,
            "currency": "usd",
            "first_month": now.date().replace(month=1, day=1),
            "last_month": now.date().replace(month=12, day=1),
            "is_shown": not Goal.objects.filter(is_shown=True).exists(),
        },
    )
    return GIFTS


def _key(number: int) -> uuid.UUID:
    return uuid.uuid5(SPACE, f"gift {number}")


def _give(number: int, moment: dt.datetime, amount: int, now: dt.datetime) -> None:
    name = NAMES[number // 9 % len(NAMES)] if number % 9 == 0 else ""
    donation = Donation.objects.create(
        pk=_key(number),
        email=f"donor{number}@example.org",
        name=f"Invented Donor {number}",
        amount=amount,
        currency="usd",
        public_name=name,
        is_anonymous=not name,
        may_be_listed_at=moment if name else None,
        created_at=moment,
    )
    if moment > now - AT_STRIPE_BEFORE:
        by_transfer(donation, moment)
    else:
        _online(donation, number, moment)


def by_transfer(purpose: Donation | Sponsorship, moment: dt.datetime) -> None:
    """Book that a gift or sponsorship was paid into the bank account."""
    payment = Payment.objects.create(
        donation=purpose if isinstance(purpose, Donation) else None,
        sponsorship=purpose if isinstance(purpose, Sponsorship) else None,
        method=Payment.Method.TRANSFER,
        amount=purpose.amount,
        currency=purpose.currency,
        note=NOTE,
        created_at=moment,
    )
    booked = (f"transfer:{payment.pk}", payment.amount, payment.currency)
    booking.book(payment, Kind.OFFLINE, *booked, moment)


def _online(donation: Donation, number: int, moment: dt.datetime) -> None:
    charge = f"ch_demo_{number}"
    payment = Payment.objects.create(
        donation=donation,
        amount=donation.amount,
        currency="usd",
        session_id=f"cs_demo_{number}",
        payment_intent_id=f"pi_demo_{number}",
        charge_id=charge,
        note=NOTE,
        created_at=moment,
    )
    booking.book(payment, Kind.CHARGE, charge, donation.amount, "usd", moment)
    fee = donation.amount * 29 // 1000 + 30
    _settle(payment, f"txn_demo_{number}", donation.amount, fee, moment)
    if number == REFUNDED:
        _refund(payment, number, moment + dt.timedelta(days=3))


def _settle(
    payment: Payment, key: str, amount: int, fee: int, moment: dt.datetime
) -> None:
    settlement = Settlement(
        id=key,
        type="charge" if amount > 0 else "refund",
        amount=amount,
        fee=fee,
        currency="usd",
        created=moment,
        source="",
    )
    booking.settle(payment, settlement, Kind.FEE)


def _refund(payment: Payment, number: int, moment: dt.datetime) -> None:
    refund = Refund.objects.create(
        payment=payment,
        remote_id=f"re_demo_{number}",
        amount=payment.amount,
        currency=payment.currency,
        reason=Refund.Reason.DUPLICATE,
        note=NOTE,
        requested_by=User.objects.filter(email=FINANCE).first(),
        requested_at=moment,
        status="succeeded",
        synced_at=moment,
    )
    key = refund.remote_id or ""
    booking.book(payment, Kind.REFUND, key, -refund.amount, refund.currency, moment)
    _settle(payment, f"txn_demo_{number}_back", -refund.amount, 0, moment)
