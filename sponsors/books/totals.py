"""The books by month: exact for those who keep them, and for everybody with small cells hidden.

All of it are sums of ``LedgerTotal``, so the size of the ledger does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from sponsors.books import ledger
from sponsors.books.charts import Chart, chart
from sponsors.models import LedgerEntry, LedgerTotal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Kind = LedgerEntry.Kind
INCOME = frozenset({Kind.CHARGE, Kind.OFFLINE})
REFUNDS = frozenset({Kind.REFUND, Kind.REFUND_REVERSAL, Kind.OFFLINE_REVERSAL})
DISPUTES = frozenset({Kind.DISPUTE, Kind.DISPUTE_REVERSAL})


@dataclass(slots=True)
class Month:
    """Sums in minor units; what went out is below 0. ``payments`` and ``backs`` are counts."""

    month: dt.date
    income: int = 0
    refunds: int = 0
    disputes: int = 0
    fees: int = 0
    payments: int = 0
    backs: int = 0

    def add(self, total: ledger.Total) -> None:
        if total.kind in INCOME:
            self.income += total.amount
            self.payments += total.entries
        elif total.kind in REFUNDS:
            self.refunds += total.amount
            self.backs += total.entries
        elif total.kind in DISPUTES:
            self.disputes += total.amount
            self.backs += total.entries
        else:
            self.fees += total.amount

    @property
    def net(self) -> int:
        return self.income + self.refunds + self.disputes + self.fees


@dataclass(slots=True)
class Account:
    """The months of one currency, the oldest first."""

    currency: str
    months: Sequence[Month] = field(default_factory=list)

    @property
    def sum(self) -> Month:
        whole = Month(month=self.months[0].month)
        for name in ("income", "refunds", "disputes", "fees", "payments", "backs"):
            setattr(whole, name, sum(getattr(one, name) for one in self.months))
        return whole

    @property
    def chart(self) -> Chart:
        return chart([bars(one.income, one.net) for one in self.months])


def bars(came: int, kept: int) -> tuple[int, int]:
    """Return what is drawn above the line and below it: money in, money out again."""
    return max(0, came), max(0, came - kept)


def of_year(year: int) -> list[Account]:
    """Return the months of a year in which money moved, by currency."""
    return _accounts(dt.date(year, 1, 1), dt.date(year, 12, 1))


def of_last_year() -> list[Account]:
    """Return this month and the eleven before it."""
    last = timezone.now().date().replace(day=1)
    return _accounts(_later(last, -11), last)


def years() -> list[int]:
    """Return the years of which there are entries, the newest first."""
    found = LedgerTotal.objects.dates("month", "year", order="DESC")
    return [day.year for day in found]


def balances() -> list[tuple[str, int]]:
    return list(ledger.balances().items())


def _accounts(first: dt.date, last: dt.date) -> list[Account]:
    found = by_month(ledger.monthly_totals(since=first, until=last))
    span = [_later(first, step) for step in range(_months_between(first, last) + 1)]
    return [
        Account(currency, [months.get(one) or Month(one) for one in span])
        for currency, months in found.items()
    ]


def by_month(totals: Iterable[ledger.Total]) -> dict[str, dict[dt.date, Month]]:
    """Return currency → first day of the month → its sums."""
    found: dict[str, dict[dt.date, Month]] = defaultdict(dict)
    for total in totals:
        month = found[total.currency].setdefault(total.month, Month(total.month))
        month.add(total)
    return dict(sorted(found.items()))


def _months_between(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _later(month: dt.date, months: int) -> dt.date:
    number = month.year * 12 + month.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)
