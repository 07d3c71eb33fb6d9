"""Checks and bank transfers, entered by those who keep the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sponsors.books import booking
from sponsors.books.ledger import standing_of
from sponsors.errors import MoneyError, NothingToRefund
from sponsors.hearing import outcomes
from sponsors.models import Donation, LedgerEntry, Payment, Sponsorship
from sponsors.papers import tax_years

if TYPE_CHECKING:
    import datetime as dt

    from portal.accounts.models import User

Kind = LedgerEntry.Kind


@transaction.atomic
def enter(
    *,
    purpose: Donation | Sponsorship,
    method: str,
    amount: int,
    currency: str,
    received_on: dt.date,
    note: str,
    by: User,
) -> Payment:
    """Book money that came by check or transfer; a gift gets its receipt."""
    if method == Payment.Method.STRIPE or received_on > tax_years.day(timezone.now()):
        raise MoneyError
    payment = Payment.objects.create(
        donation=purpose if isinstance(purpose, Donation) else None,
        sponsorship=purpose if isinstance(purpose, Sponsorship) else None,
        method=method,
        amount=amount,
        currency=currency,
        note=note,
        entered_by=by,
    )
    booking.book(
        payment,
        Kind.OFFLINE,
        _id(payment),
        amount,
        currency,
        tax_years.moment_of(received_on),
    )
    outcomes.follow(payment)
    return payment


@transaction.atomic
def take_back(*, payment: Payment, note: str, by: User) -> None:
    """Book that a check bounced or was entered wrongly: by a new row, and a void receipt."""
    locked = booking.lock(payment.pk)
    standing = standing_of(locked)
    if locked.method == Payment.Method.STRIPE or standing.net <= 0:
        raise NothingToRefund
    booking.book(
        locked,
        Kind.OFFLINE_REVERSAL,
        _id(locked),
        -standing.net,
        standing.currency,
        timezone.now(),
    )
    locked.note = f"{locked.note} · {note} ({by.handle})"[:200]
    locked.save(update_fields=["note"])
    outcomes.follow(locked)


def _id(payment: Payment) -> str:
    return f"{payment.method}:{payment.pk}"
