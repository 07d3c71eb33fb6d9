"""Closing months of the open books: nobody can work out of them what one person gave.

1. A month is closed when it has been over for some days.
2. Months are put together until at least five people gave, and the two who gave most gave at
   most three quarters: else a sum of five is nearly the gift of one, the more so to another
   of them, who can take off their own.
3. Rows begin at the first month of all and are closed for good: no later look can split one,
   whoever leaves meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import CharField, Count, Sum, Value
from django.db.models.functions import Cast, Coalesce, Lower, NullIf, TruncMonth
from django.utils import timezone

from sponsors.books import ledger, totals
from sponsors.books.totals import INCOME
from sponsors.models import LedgerEntry, OpenRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sponsors.books.totals import Month

FEWEST = 5  # people
SETTLED_AFTER = dt.timedelta(
    days=2
)  # by then webhooks and the reconciliation told of all
SUMS = ("gifts", "given", "sponsored", "backs", "back", "fees")

ByMonth = defaultdict[tuple[str, dt.date], Counter[str]]


@transaction.atomic
def close(today: dt.date | None = None) -> int:
    """Write the rows that have become due; return their number. Done again it adds none."""
    this_month = ((today or timezone.now().date()) - SETTLED_AFTER).replace(day=1)
    over = ledger.monthly_totals(until=this_month - dt.timedelta(days=1))
    closed = _closed()
    givers = _givers(since=min((last for last, _sums in closed.values()), default=None))
    sponsored = _sponsored()
    rows = [
        row
        for currency, months in totals.by_month(over).items()
        for row in _due(currency, months.values(), closed, givers, sponsored)
    ]
    OpenRow.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _due(
    currency: str,
    months: Iterable[Month],
    closed: dict[str, tuple[dt.date, Counter[str]]],
    givers: ByMonth,
    sponsored: dict[tuple[str, dt.date], tuple[int, int]],
) -> Iterator[OpenRow]:
    last, told = closed.get(currency, (dt.date.min, Counter[str]()))
    known = Counter[str]()
    first, people = None, Counter[str]()
    for month in sorted(months, key=lambda one: one.month):
        known.update(_sums(month, *sponsored.get((currency, month.month), (0, 0))))
        if month.month <= last:
            continue
        first = first or month.month
        people += givers[currency, month.month]
        sums = {name: known[name] - told[name] for name in SUMS}
        # Prices of sponsors are public: a row with nothing but them hides nothing.
        only_sponsors = sums["sponsored"] and not (sums["gifts"] or sums["backs"])
        if _is_crowd(people, sums["given"]) or only_sponsors:
            yield OpenRow(currency=currency, first=first, last=month.month, **sums)
            told, first, people = known.copy(), None, Counter()


def _is_crowd(people: Counter[str], given: int) -> bool:
    """Whether no gift can be worked out of a sum, of which each of the people gave a part.

    What became known late of earlier months is counted as the gift of one more, whom it may
    well be.
    """
    late = given - people.total()
    most, next_to_most = nlargest(2, [*people.values(), late, 0])
    return len(people) >= FEWEST and 4 * (most + next_to_most) <= 3 * given


def _sums(month: Month, payments: int, amount: int) -> dict[str, int]:
    """Return what a month adds, given the number and sum of what sponsors paid in it."""
    return {
        "gifts": month.payments - payments,
        "given": month.income - amount,
        "sponsored": amount,
        "backs": month.backs,
        "back": month.refunds + month.disputes,
        "fees": month.fees,
    }


def _closed() -> dict[str, tuple[dt.date, Counter[str]]]:
    """Return currency → its last closed month and the sums of all its rows."""
    found: dict[str, tuple[dt.date, Counter[str]]] = {}
    for row in OpenRow.objects.order_by("currency", "first"):
        _last, told = found.get(row.currency, (row.last, Counter[str]()))
        told.update({name: getattr(row, name) for name in SUMS})
        found[row.currency] = (row.last, told)
    return found


def _givers(since: dt.date | None) -> ByMonth:
    """Return who gave how much in each currency and month.

    Whoever left is told apart by the gift.
    """
    donation = "payment__donation"
    entries = LedgerEntry.objects.filter(payment__donation__isnull=False)
    if since:
        entries = entries.filter(
            occurred_at__gte=dt.datetime.combine(since, dt.time(), dt.UTC)
        )
    rows = (
        entries.filter(kind__in=INCOME)
        .order_by()
        .annotate(
            month=TruncMonth("occurred_at", tzinfo=dt.UTC),
            giver=Coalesce(
                NullIf(Lower(f"{donation}__email"), Value("")),
                Cast(f"{donation}__user", CharField()),
                Cast(donation, CharField()),
            ),
        )
        .values_list("currency", "month", "giver")
        .annotate(Sum("amount"))
    )
    found: ByMonth = defaultdict(Counter)
    for currency, month, giver, amount in rows:
        found[currency, month.date()][giver] = amount
    return found


def _sponsored() -> dict[tuple[str, dt.date], tuple[int, int]]:
    """Return currency and month → number and sum of what sponsors paid."""
    rows = (
        LedgerEntry.objects.filter(payment__sponsorship__isnull=False, kind__in=INCOME)
        .order_by()
        .annotate(month=TruncMonth("occurred_at", tzinfo=dt.UTC))
        .values_list("currency", "month")
        .annotate(Count("pk"), Sum("amount"))
    )
    return {
        (currency, month.date()): (number, amount)
        for currency, month, number, amount in rows
    }
