"""Which logos are shown where, and how often they were.

Each process keeps for a minute, and never past midnight, which logos are shown, so that no
page costs a query for them. Meanwhile it counts in memory how often it put each into a page,
and adds that to the rows of the day when it looks again: one write a minute, nothing about
who saw it. A page that a cache in between hands out again is not counted: the numbers are
lower than the views of people, never higher.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction

from sponsors.models import Placement, PlacementDay
from sponsors.sponsorship import sponsorships

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from sponsors.models import Sponsorship

log = logging.getLogger(__name__)

KEPT_FOR = 60  # seconds
HIGHEST = 72  # pixels; a tier buys a place, not a size that shouts
WIDEST = 220


@dataclass(frozen=True, slots=True)
class Logo:
    """What is needed to show a logo; ``url`` is "" for a sponsor without a picture."""

    placement: int
    spot: str
    tier: str
    name: str
    link: str
    url: str
    alt: str
    width: int
    height: int


class _Memory:
    """What this process knows, of which day, until when; and what it counted since."""

    day: dt.date | None = None
    until = 0.0
    logos: tuple[Logo, ...] = ()
    counted: Counter[tuple[dt.date, int]] = Counter()


def shown(spot: str) -> list[Logo]:
    """Return the logos for a place on a page that is being made, and count them."""
    today = sponsorships.today()
    if _Memory.day != today or time.monotonic() >= _Memory.until:
        keep(read(today), day=today)
        write_counts()
    found = [logo for logo in _Memory.logos if logo.spot == spot]
    for logo in found:
        _Memory.counted[today, logo.placement] += 1
    return found


def keep(
    logos: tuple[Logo, ...], *, day: dt.date | None = None, seconds: float = KEPT_FOR
) -> None:
    _Memory.logos, _Memory.day = logos, day or sponsorships.today()
    _Memory.until = time.monotonic() + seconds


def forget() -> None:
    """Look again at the next page; other processes do so within a minute."""
    _Memory.until = 0.0


def forget_counts() -> None:
    _Memory.counted = Counter()


def read(day: dt.date) -> tuple[Logo, ...]:
    """Return every logo of a day, the tiers in their order."""
    places = Placement.objects.filter(sponsorship__in=sponsorships.active(day))
    places = places.select_related("sponsorship__sponsor", "sponsorship__tier")
    order = ("sponsorship__tier__position", "-sponsorship__tier__amount")
    return tuple(
        _logo(place) for place in places.order_by(*order, "sponsorship__sponsor__name")
    )


def _logo(place: Placement) -> Logo:
    one = place.sponsorship
    width, height = size(one)
    return Logo(
        placement=place.pk,
        spot=place.spot,
        tier=one.tier.name,
        name=one.sponsor.name,
        link=one.url or one.sponsor.website,
        url=one.logo.url if one.logo else "",
        alt=one.logo_alt,
        width=width,
        height=height,
    )


def size(sponsorship: Sponsorship) -> tuple[int, int]:
    """Return the size at which a logo is shown, so that nothing jumps."""
    wide, high = sponsorship.logo_width or 0, sponsorship.logo_height or 0
    if not wide or not high:
        return 0, 0
    scale = min(1, WIDEST / wide, HIGHEST / high)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def write_counts() -> None:
    """Add what was counted to the rows of its days; a database that is away waits."""
    counted, _Memory.counted = _Memory.counted, Counter()
    if not counted:
        return
    try:
        with transaction.atomic():
            _add(counted)
    except DatabaseError:
        log.warning("Views of logos could not be written; they are kept.")
        _Memory.counted.update(counted)


def _add(counted: Counter[tuple[dt.date, int]]) -> None:
    """Insert or add in one statement, in one order: two processes may do so at once."""
    known = set(
        Placement.objects.filter(pk__in={place for _day, place in counted}).values_list(
            "pk", flat=True
        )
    )
    rows = [
        (place, day, times)
        for (day, place), times in sorted(counted.items())
        if place in known
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {PlacementDay._meta.db_table} AS known"  # noqa: S608  our own name
            " (placement_id, day, shown) VALUES (%s, %s, %s)"
            " ON CONFLICT (placement_id, day)"
            " DO UPDATE SET shown = known.shown + EXCLUDED.shown",
            rows,
        )


def days_of(sponsorship: Sponsorship) -> QuerySet[PlacementDay]:
    """Return how often a sponsorship was shown, day by day, the newest first."""
    days = PlacementDay.objects.filter(placement__sponsorship=sponsorship)
    return days.select_related("placement").order_by("-day", "placement__spot")
