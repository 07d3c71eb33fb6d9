"""The year of the tax office: the calendar's, but from April 6 in the United Kingdom.

A year is told by the number of the one it begins in. Days are those of universal time.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sponsors.papers.tax_wording import UK


def begin(year: int) -> dt.datetime:
    month, day = (4, 6) if settings.TAX_SCHEME == UK else (1, 1)
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


def end(year: int) -> dt.datetime:
    """Return the moment at which the next one begins."""
    return begin(year + 1)


def of(moment: dt.datetime) -> int:
    """Return the year that something belongs to."""
    return moment.year if moment >= begin(moment.year) else moment.year - 1


def name(year: int) -> str:
    """Return how a year is called: 2026, 2026/27."""
    last = (end(year) - dt.timedelta(days=1)).year
    return str(year) if last == year else f"{year}/{last % 100:02d}"


def span(year: int) -> str:
    """Return its first and last day, for people."""
    days = begin(year), end(year) - dt.timedelta(days=1)
    first, last = (date_format(day, "DATE_FORMAT") for day in days)
    return _("%(first)s to %(last)s (UTC)") % {"first": first, "last": last}
