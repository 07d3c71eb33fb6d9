"""Payments that the payer's bank asks about or takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sponsors.books import booking
from sponsors.models import Dispute, LedgerEntry, Notice, Payment, PaymentFact
from sponsors.telling import notices

if TYPE_CHECKING:
    import datetime as dt

    from sponsors import remote

Kind = LedgerEntry.Kind
Fact = PaymentFact.Kind
CLOSED = frozenset({"won", "lost", "prevented", "warning_closed"})
# A bank's question, which takes no money (yet).
QUESTIONS = "warning_"


def apply_dispute(told: remote.Dispute, asked_at: dt.datetime) -> Payment:
    """Keep a dispute as Stripe told it, and book every movement of its money."""
    payment = booking.of_charge(told.charge)
    row = Dispute.objects.filter(remote_id=told.id).first() or Dispute(
        payment=payment, remote_id=told.id, opened_at=told.created
    )
    if row.pk is None or row.synced_at < asked_at:
        row.amount, row.currency = told.amount, told.currency
        row.reason, row.status = told.reason[:80], told.status
        row.due_by, row.is_refundable = told.due_by, told.is_refundable
        row.synced_at = asked_at
        row.save()
    _note(payment, told)
    for settlement in told.settlements:
        _book(payment, told, settlement)
    notices.write(Notice.Kind.DISPUTE, f"{told.id}:{told.status}", payment=payment)
    return payment


def _note(payment: Payment, told: remote.Dispute) -> None:
    is_question = told.status.startswith(QUESTIONS)
    opened = Fact.INQUIRY if is_question else Fact.DISPUTED
    booking.note(payment, opened, told.id, told.created, reason=told.reason)
    if told.status in CLOSED:
        booking.note(payment, Fact.DISPUTE_CLOSED, told.id, told.created)
    if told.status == "lost":
        booking.note(payment, Fact.DISPUTE_LOST, told.id, told.created)


def _book(
    payment: Payment, told: remote.Dispute, settlement: remote.Settlement
) -> None:
    """Book one movement in the payment's currency; Stripe's balance may have another."""
    amount = settlement.amount
    if amount and settlement.currency != told.currency:
        amount = told.amount if amount > 0 else -told.amount
    if amount:
        booking.book(
            payment,
            Kind.DISPUTE_REVERSAL if amount > 0 else Kind.DISPUTE,
            settlement.id,
            amount,
            told.currency,
            settlement.created,
        )
    booking.settle(payment, settlement, Kind.DISPUTE_FEE)


def apply_warning(told: remote.Warning) -> Payment:
    """Tell staff that the card's bank suspects fraud: a refund now spares a dispute."""
    payment = booking.of_charge(told.charge)
    kind = Fact.FRAUD_WARNING
    booking.note(payment, kind, told.id, told.created, fraud_type=told.fraud_type)
    notices.write(Notice.Kind.FRAUD_WARNING, told.id, payment=payment)
    return payment
