"""Sponsorships whose money went back: they end; if it returns after all, they go on.

A part that is given back ends nothing. Which state results depends on the books alone, never
on the order in which they were filled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sponsors.books.ledger import Standing, Status
from sponsors.models import Notice, Sponsorship
from sponsors.telling import notices

if TYPE_CHECKING:
    from collections.abc import Iterable

# Why a sponsorship ended; the sponsor reads it, and by it these ends are told from others.
REASONS = {
    Status.REFUNDED: "The payment was given back in full.",
    Status.LOST: "The bank took the payment back for good.",
}


def is_gone(standing: Standing) -> bool:
    """Whether money came and nothing of it is left, for good as far as is known."""
    return standing.paid > 0 and standing.net <= 0 and standing.status in REASONS


def follow(year: Sponsorship, standings: Iterable[Standing]) -> bool:
    """End a year all of whose payments went back, or let it go on; the row is locked here.

    ``standings`` are those of every payment of the year. Returns whether it ended now.
    """
    paid = [standing for standing in standings if standing.paid > 0]
    locked = Sponsorship.objects.select_for_update().get(pk=year.pk)
    if not paid or locked.paid_at is None:
        return False
    if all(is_gone(standing) for standing in paid):
        return _end(locked, REASONS[paid[-1].status])
    if locked.end_reason in REASONS.values():
        _go_on(locked)
    return False


def _end(year: Sponsorship, reason: str) -> bool:
    now = timezone.now()
    if year.ended_at or (year.last_day and year.last_day < now.date()):
        return False
    year.ended_at, year.end_reason = now, reason
    year.save(update_fields=["ended_at", "end_reason"])
    mark = f"{year.pk}:ended:{now:%Y-%m-%d %H:%M}"
    notices.write(Notice.Kind.SPONSOR_END, mark)
    notices.write(Notice.Kind.SPONSOR_NEW, mark)
    return True


def _go_on(year: Sponsorship) -> None:
    """A refund failed, or a lost dispute was won on appeal."""
    year.ended_at, year.end_reason = None, ""
    year.save(update_fields=["ended_at", "end_reason"])
    mark = f"{year.pk}:back:{timezone.now():%Y-%m-%d %H:%M}"
    notices.write(Notice.Kind.SPONSOR_PAID, mark)
    notices.write(Notice.Kind.SPONSOR_NEW, mark)


def ended() -> list[Sponsorship]:
    """Return the sponsorships that ended so and were followed by no other year."""
    rows = Sponsorship.objects.filter(
        ended_at__isnull=False, end_reason__in=REASONS.values(), renewal=None
    )
    return list(rows.select_related("plan"))
