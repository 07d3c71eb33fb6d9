"""The places of a tier: how many there are, who holds one, and for how long."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sponsors.errors import NoPlaceLeft
from sponsors.giving import checkout
from sponsors.models import Payment, PaymentFact, Sponsor, Sponsorship, Tier

if TYPE_CHECKING:
    from django.db.models import QuerySet

Fact = PaymentFact.Kind
# An accepted sponsor has so long to pay before the place is offered to others.
PLACE_HELD_FOR = dt.timedelta(days=30)


def today() -> dt.date:
    """Return the day that counts: UTC, as everywhere in the books."""
    return timezone.now().date()


def offered() -> QuerySet[Tier]:
    """Return the tiers that can be applied for, of the newest year that has any."""
    is_open = Tier.objects.filter(is_open=True)
    newest = is_open.order_by("-year").values("year")[:1]
    return is_open.filter(year=newest)


def takers(tier: Tier) -> QuerySet[Sponsorship]:
    """Return who holds a place of a tier: it was paid and is not over, or may still be.

    Who has a payment page open may pay there, though the thirty days are over; and a bank
    may be at work for two weeks.
    """
    now = timezone.now()
    begun = Payment.objects.filter(sponsorship=OuterRef("pk"))
    pages = begun.filter(created_at__gt=now - checkout.LEFT_AFTER)
    at_work = begun.filter(facts__kind=Fact.PROCESSING)
    coming = at_work.exclude(facts__kind=Fact.ASYNC_FAILED)
    return tier.sponsorships.filter(
        Q(paid_at__isnull=False, ended_at=None) & lasts(today())
        | Q(paid_at=None, approved_at__gt=now - PLACE_HELD_FOR)
        | Q(Exists(pages) | Exists(coming), paid_at=None, approved_at__isnull=False)
    )


def lasts(day: dt.date) -> Q:
    """Return the condition that the last day of a sponsorship is not past."""
    return Q(ends_on__gte=day) | Q(grace_until__gte=day)


def places_left(tier: Tier, *, without: Sponsor | None = None) -> int | None:
    """Return how many places are left, None if there is no limit."""
    if tier.capacity is None:
        return None
    taken = takers(tier).exclude(sponsor=without).values("sponsor").distinct().count()
    return max(0, tier.capacity - taken)


def take_place(sponsorship: Sponsorship) -> None:
    """Raise NoPlaceLeft unless there is a place; whoever else wants one waits (case 73)."""
    tier = Tier.objects.select_for_update().get(pk=sponsorship.tier_id)
    if places_left(tier, without=sponsorship.sponsor) == 0:
        raise NoPlaceLeft
