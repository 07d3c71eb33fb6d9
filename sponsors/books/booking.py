"""Writing down what is known: facts and ledger entries, each once, however often it is heard."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from sponsors.models import LedgerEntry, Payment, PaymentFact

if TYPE_CHECKING:
    from sponsors.models.ledger import EntryKind
    from sponsors.remote import Settlement

Kind = LedgerEntry.Kind


class NotOurs(Exception):
    """What Stripe tells about belongs to another system that uses the same account."""


class NotYet(Exception):
    """It is ours by its key, but the row it belongs to is not there (yet)."""


def lock(payment_id: uuid.UUID) -> Payment:
    """Return the payment, which nobody else changes until this transaction ends."""
    return Payment.objects.select_for_update().get(pk=payment_id)


def find(key: str = "", **ids: str) -> Payment:
    """Return the locked payment with one of these ids of Stripe's, or with our key.

    Raises NotYet if there is a key of ours without a row, NotOurs without one.
    """
    for name, value in ids.items():
        known = Payment.objects.filter(**{name: value}) if value else None
        if known is not None and (found := known.values_list("pk", flat=True).first()):
            return lock(found)
    if not key:
        raise NotOurs
    found = Payment.objects.filter(pk=as_uuid(key)).values_list("pk", flat=True).first()
    if not found:
        raise NotYet(f"There is no payment {key}.")
    return lock(found)


def of_charge(charge_id: str) -> Payment:
    """Return the locked payment that a charge was booked for."""
    entry = LedgerEntry.objects.filter(kind=Kind.CHARGE, stripe_id=charge_id).first()
    return lock(entry.payment_id) if entry else find(charge_id=charge_id)


def as_uuid(key: str) -> uuid.UUID:
    """Read our key; raises NotOurs for what we never wrote."""
    try:
        return uuid.UUID(key)
    except ValueError:
        raise NotOurs from None


def remember(payment: Payment, **ids: str) -> None:
    """Keep ids of Stripe's that are new; one that differs means a second object: look at it."""
    new = []
    for name, value in ids.items():
        known = getattr(payment, name)
        if value and known is None:
            setattr(payment, name, value)
            new.append(name)
        elif value and known != value:
            flag(payment, f"Paid twice? {known} and {value}")
    if new:
        payment.save(update_fields=new)


def flag(payment: Payment, reason: str) -> None:
    """Have staff look at a payment; the first reason stays."""
    if not payment.review_reason:
        payment.review_reason = reason[:200]
        payment.save(update_fields=["review_reason"])


def note(
    payment: Payment,
    kind: PaymentFact.Kind,
    stripe_id: str,
    at: dt.datetime,
    **details: str | int,
) -> None:
    fact = PaymentFact(
        payment=payment, kind=kind, stripe_id=stripe_id, occurred_at=at, details=details
    )
    PaymentFact.objects.bulk_create([fact], ignore_conflicts=True)


def book(
    payment: Payment,
    kind: EntryKind,
    stripe_id: str,
    amount: int,
    currency: str,
    at: dt.datetime,
) -> None:
    """Write an entry of the ledger, unless it is there."""
    entry = LedgerEntry(
        payment=payment,
        kind=kind,
        stripe_id=stripe_id,
        amount=amount,
        currency=currency,
        occurred_at=at,
    )
    LedgerEntry.objects.bulk_create([entry], ignore_conflicts=True)


def settle(
    payment: Payment, settlement: Settlement | None, fee_kind: EntryKind
) -> None:
    """Write what Stripe booked on its balance: the fee, with the amount it was taken from."""
    if settlement is None:
        return
    kind = fee_kind if settlement.fee > 0 else Kind.FEE
    entry = LedgerEntry(
        payment=payment,
        kind=Kind.FEE_REFUND if settlement.fee < 0 else kind,
        stripe_id=settlement.id,
        amount=-settlement.fee,
        currency=settlement.currency,
        occurred_at=settlement.created,
        balance_transaction=settlement.id,
        settled_amount=settlement.amount,
        settled_currency=settlement.currency,
    )
    LedgerEntry.objects.bulk_create([entry], ignore_conflicts=True)
