"""Payments that staff had to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sponsors.books import booking
from sponsors.errors import AlreadyDecided
from sponsors.hearing import outcomes

if TYPE_CHECKING:
    from portal.accounts.models import User
    from sponsors.models import Payment


@transaction.atomic
def settle(*, payment: Payment, by: User, note: str = "") -> None:
    """Say that a payment is in order; what waited for it (a receipt) follows now."""
    locked = booking.lock(payment.pk)
    if not locked.review_reason or locked.reviewed_at:
        raise AlreadyDecided
    locked.reviewed_by, locked.reviewed_at = by, timezone.now()
    locked.note = f"{locked.note} {note}".strip()[:200]
    locked.save(update_fields=["reviewed_by", "reviewed_at", "note"])
    outcomes.follow(locked)
