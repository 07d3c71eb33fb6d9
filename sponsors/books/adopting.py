"""Payments that Stripe took and we have no row for: the books were restored from a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sponsors import remote, stripe_gateway
from sponsors.books import booking
from sponsors.hearing.applying.plans import INTERVALS
from sponsors.models import Donation, Interval, Payment, PaymentFact, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sponsors.hearing.applying.everything import Thing

REASON = "Found at Stripe, not in our books: for what was it paid?"


def adopt(things: Iterable[Thing]) -> None:
    """Make the rows that a lost payment of ours had, as an anonymous gift to be looked at.

    No receipt is issued before somebody did. Nothing is made for other systems' payments.
    """
    bill = next((one for one in things if isinstance(one, remote.Bill)), None)
    if bill is None:
        return
    key = bill.invoice.payment if bill.invoice else bill.charge.payment
    subscription = (
        stripe_gateway.retrieve_subscription(bill.invoice.subscription)
        if bill.invoice and bill.invoice.subscription
        else None
    )
    if key:
        _make(key, bill.charge, subscription)


@transaction.atomic
def _make(
    key: str, charge: remote.Charge, subscription: remote.Subscription | None
) -> None:
    interval = INTERVALS[subscription.interval] if subscription else Interval.ONCE
    donation = Donation.objects.create(
        email=charge.email.lower(),
        amount=charge.amount,
        currency=charge.currency,
        interval=interval,
        created_at=charge.created,
    )
    plan = (
        Plan.objects.create(
            donation=donation,
            amount=subscription.amount,
            currency=subscription.currency,
            interval=interval,
            created_at=charge.created,
        )
        if subscription
        else None
    )
    payment = Payment.objects.create(
        pk=booking.as_uuid(key),
        donation=donation,
        plan=plan,
        amount=charge.amount,
        currency=charge.currency,
        review_reason=REASON,
        created_at=charge.created,
    )
    booking.note(
        payment, PaymentFact.Kind.MISMATCH, str(payment.pk), charge.created, adopted=1
    )
