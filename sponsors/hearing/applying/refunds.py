"""Money that goes back, wherever it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sponsors.books import booking
from sponsors.models import LedgerEntry, Notice, Payment, Refund
from sponsors.telling import notices

if TYPE_CHECKING:
    import datetime as dt

    from sponsors import remote

Kind = LedgerEntry.Kind
FAILED = frozenset({"failed", "canceled"})


def apply_refund(told: remote.Refund, asked_at: dt.datetime) -> Payment:
    """Book a refund once it moved money, and its return if the payer's bank refused it."""
    payment = booking.of_charge(told.charge)
    row = _row(payment, told)
    if row.synced_at is None or row.synced_at < asked_at:
        row.remote_id = told.id
        row.status = told.status
        row.failure_reason = told.failure_reason
        row.synced_at = asked_at
        row.save()
    _book(payment, told)
    return payment


def _row(payment: Payment, told: remote.Refund) -> Refund:
    """Return our row of a refund; one that was made in Stripe's Dashboard gets one now."""
    known = payment.refunds.filter(remote_id=told.id).first()
    if known is None and told.refund.isascii() and told.refund.isdigit():
        known = payment.refunds.filter(pk=int(told.refund), remote_id=None).first()
    return known or Refund(
        payment=payment,
        amount=told.amount,
        currency=told.currency,
        reason=told.reason or Refund.Reason.REQUESTED,
        note="Made at Stripe",
        requested_at=told.created,
    )


def _book(payment: Payment, told: remote.Refund) -> None:
    out = LedgerEntry.objects.filter(kind=Kind.REFUND, stripe_id=told.id)
    has_moved = told.status == "succeeded" or told.settlement is not None
    if has_moved:
        booking.book(
            payment, Kind.REFUND, told.id, -told.amount, told.currency, told.created
        )
        if told.status not in FAILED:
            notices.write(Notice.Kind.REFUNDED, told.id, payment=payment)
    if told.status in FAILED and out.exists():
        back = told.failure_settlement.created if told.failure_settlement else None
        booking.book(
            payment,
            Kind.REFUND_REVERSAL,
            told.id,
            told.amount,
            told.currency,
            back or told.created,
        )
    booking.settle(payment, told.settlement, Kind.FEE)
    booking.settle(payment, told.failure_settlement, Kind.FEE)
