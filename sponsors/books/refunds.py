"""Giving money back: one person asks, above a limit a second one approves, a job sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from portal import jobs
from sponsors import money
from sponsors.books import booking, refund_tasks
from sponsors.books.ledger import Standing, standing_of
from sponsors.errors import (
    AlreadyDecided,
    ChangedMeanwhile,
    NeedsSecondPerson,
    NothingToRefund,
    UnderDispute,
)
from sponsors.models import LedgerEntry, Payment, Refund

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

OPEN = ("", "pending", "requires_action")
NOT_SENT = ("failed", "canceled")


def left(payment: Payment, standing: Standing | None = None) -> int:
    """Return how much may still be asked back: what is refundable and not under way."""
    standing = standing or standing_of(payment)
    booked = LedgerEntry.objects.filter(
        payment=payment, kind=LedgerEntry.Kind.REFUND
    ).values("stripe_id")
    under_way = payment.refunds.filter(rejected_at=None, status__in=OPEN).exclude(
        remote_id__in=booked
    )
    return max(0, standing.refundable - sum(one.amount for one in under_way))


def waiting() -> QuerySet[Refund]:
    """Return the refunds that wait for a second person."""
    return Refund.objects.filter(
        needs_approval=True, approved_at=None, rejected_at=None, remote_id=None
    )


@transaction.atomic
def request(
    *,
    payment: Payment,
    amount: int,
    by: User,
    reason: str,
    note: str = "",
    seen: int | None = None,
) -> Refund:
    """Ask for a refund; raises UnderDispute, NothingToRefund, TooPrecise, ChangedMeanwhile.

    ``seen`` is what was left when the person decided: sent twice, a form asks once.
    """
    locked = booking.lock(payment.pk)
    standing = standing_of(locked)
    if seen is not None and seen != left(locked, standing):
        raise ChangedMeanwhile
    if standing.disputed > 0 or standing.refundable < standing.net:
        raise UnderDispute
    if locked.charge_id is None or not 0 < amount <= left(locked, standing):
        raise NothingToRefund
    money.check_step(amount, standing.currency)
    alone = settings.REFUND_ALONE_UP_TO.get(standing.currency, (0,))[0]
    refund = Refund.objects.create(
        payment=locked,
        amount=amount,
        currency=standing.currency,
        reason=reason,
        note=note,
        needs_approval=amount + _without_approval(locked) > alone,
        requested_by=by,
    )
    if not refund.needs_approval:
        jobs.enqueue(refund_tasks.send_refund, refund_id=refund.pk)
    return refund


def _without_approval(payment: Payment) -> int:
    """Return what went or goes back of a payment on the word of one person."""
    kept = payment.refunds.filter(rejected_at=None).exclude(status__in=NOT_SENT)
    alone = kept.filter(needs_approval=False)
    return alone.aggregate(sum=Sum("amount"))["sum"] or 0


@transaction.atomic
def approve(*, refund: Refund, by: User) -> None:
    """Agree as the second person. Raises NeedsSecondPerson, AlreadyDecided."""
    locked = _undecided(refund)
    if locked.requested_by_id == by.pk:
        raise NeedsSecondPerson
    locked.approved_by, locked.approved_at = by, timezone.now()
    locked.save(update_fields=["approved_by", "approved_at"])
    jobs.enqueue(refund_tasks.send_refund, refund_id=locked.pk)


@transaction.atomic
def reject(*, refund: Refund, by: User, note: str = "") -> None:
    """Leave the money where it is; whoever asked may take it back, too."""
    locked = _undecided(refund)
    locked.rejected_at = timezone.now()
    locked.note = f"{locked.note} {note} ({by.handle})".strip()[:300]
    locked.save(update_fields=["rejected_at", "note"])


def _undecided(refund: Refund) -> Refund:
    booking.lock(refund.payment_id)
    locked = Refund.objects.select_for_update().get(pk=refund.pk)
    decided = locked.approved_at or locked.rejected_at or locked.remote_id
    if decided or not locked.needs_approval:
        raise AlreadyDecided
    return locked
