"""Valid gifts, payments, books and sponsorships, as somebody would have left them."""

import datetime
import itertools
import uuid

from django.utils import timezone

from sponsors.books import booking
from sponsors.hearing import outcomes
from sponsors.models import (
    Donation,
    LedgerEntry,
    Payment,
    Plan,
    Sponsor,
    SponsorContact,
    Sponsorship,
    Tier,
)

_numbers = itertools.count(1)


def stripe_id(prefix):
    return f"{prefix}_test{next(_numbers):08d}"


def make_donation(amount=1500, currency="usd", **fields):
    number = next(_numbers)
    return Donation.objects.create(
        amount=amount,
        currency=currency,
        **{"email": f"donor{number}@example.org", "name": "A Donor", **fields},
    )


def make_payment(donation=None, **fields):
    """Return a payment that nobody paid yet."""
    if donation is None and "sponsorship" not in fields:
        donation = make_donation(
            fields.get("amount", 1500), fields.get("currency", "usd")
        )
    purpose = donation or fields["sponsorship"]
    fields = {"amount": purpose.amount, "currency": purpose.currency, **fields}
    return Payment.objects.create(donation=donation, **fields)


def make_paid(donation=None, *, at=None, fee=74, **fields):
    """Return a payment with its charge and fee in the ledger, and its receipt."""
    payment = make_payment(
        donation,
        charge_id=stripe_id("ch"),
        payment_intent_id=stripe_id("pi"),
        session_id=stripe_id("cs"),
        **fields,
    )
    enter(payment, LedgerEntry.Kind.CHARGE, payment.amount, payment.charge_id, at=at)
    if fee:
        enter(payment, LedgerEntry.Kind.FEE, -fee, at=at)
    outcomes.follow(payment)
    return payment


def make_offline(donation=None, **fields):
    payment = make_payment(donation, method="cheque", **fields)
    enter(payment, LedgerEntry.Kind.OFFLINE, payment.amount, f"cheque:{payment.pk}")
    outcomes.follow(payment)
    return payment


def enter(payment, kind, amount, key="", *, at=None, currency=""):
    """Write an entry of the ledger, and nothing that follows from it."""
    booking.book(
        payment,
        kind,
        key or stripe_id("txn"),
        amount,
        currency or payment.currency,
        at or timezone.now(),
    )


def make_plan(donation=None, **fields):
    """Return a monthly plan that runs."""
    donation = donation or make_donation(interval="monthly")
    return Plan.objects.create(
        donation=donation,
        amount=donation.amount,
        currency=donation.currency,
        interval=donation.interval,
        **{
            "status": "active",
            "subscription_id": stripe_id("sub"),
            "customer_id": stripe_id("cus"),
            "current_period_end": timezone.now() + datetime.timedelta(days=20),
            "synced_at": timezone.now(),
            **fields,
        },
    )


def make_tier(**fields):
    number = next(_numbers)
    return Tier.objects.create(
        **{
            "year": timezone.now().year,
            "slug": f"tier-{number}",
            "name": f"Tier {number}",
            "gives": "A logo on the page of sponsors.",
            "cannot_buy": "A word in any article.",
            "amount": 250_000,
            "currency": "usd",
            **fields,
        }
    )


def make_sponsor(**fields):
    number = next(_numbers)
    return Sponsor.objects.create(
        **{"slug": f"sponsor-{number}", "name": f"Sponsor {number}", **fields}
    )


def make_contact(sponsor=None, **fields):
    number = next(_numbers)
    return SponsorContact.objects.create(
        sponsor=sponsor or make_sponsor(),
        **{"email": f"contact{number}@example.com", **fields},
    )


def make_sponsorship(tier=None, sponsor=None, *, state="applied", **fields):
    """Return a sponsorship: applied, approved, active (paid, this year) or rejected."""
    tier, now = tier or make_tier(), timezone.now()
    facts = {
        "applied": {},
        "approved": {"approved_at": now},
        "active": {
            "approved_at": now,
            "paid_at": now,
            "starts_on": now.date(),
            "ends_on": now.date() + datetime.timedelta(days=364),
        },
        "rejected": {"rejected_at": now, "reject_reason": "Not a fit."},
    }[state]
    return Sponsorship.objects.create(
        tier=tier,
        sponsor=sponsor or make_sponsor(),
        **{"amount": tier.amount, "currency": tier.currency, **facts, **fields},
    )


def new_key():
    return uuid.uuid4()
