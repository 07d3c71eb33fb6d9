"""The year of the tax office: the calendar's, but from April 6 in the United Kingdom.

A year is told by the number of the one it begins in. Days are those of the organization's
time zone: a gift of New Year's Eve belongs to the year that its giver lives in.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sponsors.models import LedgerEntry

if TYPE_CHECKING:
    from sponsors.models import Payment

US, UK = "us", "uk"
MONEY_CAME = (LedgerEntry.Kind.CHARGE, LedgerEntry.Kind.OFFLINE)


def day(moment: dt.datetime) -> dt.date:
    """Return the day that papers name for a moment."""
    return moment.astimezone(settings.ORGANIZATION_TIME_ZONE).date()


def day_of(payment: Payment) -> dt.date:
    """Return the day on which the money of a payment came; before that, it was begun."""
    came = [one.occurred_at for one in payment.entries.all() if one.kind in MONEY_CAME]
    return day(min(came, default=payment.created_at))


def moment_of(day_: dt.date) -> dt.datetime:
    """Return a moment of that day, here and in universal time, by which months are counted."""
    noon = dt.datetime.combine(day_, dt.time(12), dt.UTC)
    if day(noon) == day_:
        return noon
    return dt.datetime.combine(day_, dt.time(18), settings.ORGANIZATION_TIME_ZONE)


def midnight(day_: dt.date) -> dt.datetime:
    """Return the moment at which a day begins."""
    return dt.datetime.combine(day_, dt.time(), settings.ORGANIZATION_TIME_ZONE)


def begin(year: int) -> dt.datetime:
    month, day = (4, 6) if settings.TAX_SCHEME == UK else (1, 1)
    return midnight(dt.date(year, month, day))


def end(year: int) -> dt.datetime:
    """Return the moment at which the next one begins."""
    return begin(year + 1)


def of(moment: dt.datetime) -> int:
    """Return the year that something belongs to."""
    year = day(moment).year
    return year if moment >= begin(year) else year - 1


def name(year: int) -> str:
    """Return how a year is called: 2026, 2026/27."""
    last = (end(year) - dt.timedelta(days=1)).year
    return str(year) if last == year else f"{year}/{last % 100:02d}"


def span(year: int) -> str:
    """Return its first and last day, for people."""
    days = begin(year), end(year) - dt.timedelta(days=1)
    first, last = (date_format(one, "DATE_FORMAT") for one in days)
    return _("%(first)s to %(last)s (%(zone)s)") % {
        "first": first,
        "last": last,
        "zone": settings.ORGANIZATION_TIME_ZONE,
    }
