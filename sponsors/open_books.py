"""The books that everybody may read: nobody can work out of them what one person gave.

1. A month is shown when it is over: who looks twice in between learns nothing.
2. Months are put together until there are at least five gifts in a row. Rows begin at the
   first month of all and are closed for good, so that no later look can split one.
3. One to four refunds or disputes in a row are taken off what came in, not named.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from sponsors import books, ledger
from sponsors.books import INCOME, Month
from sponsors.charts import Chart, chart
from sponsors.models import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST = 5
ROWS = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One or more whole months. ``back`` is None where it is taken off ``gifts``."""

    first: dt.date
    last: dt.date
    count: int
    gifts: int
    sponsors: int
    back: int | None
    fees: int

    @property
    def is_one_month(self) -> bool:
        return self.first == self.last

    @property
    def net(self) -> int:
        return self.gifts + self.sponsors + (self.back or 0) + self.fees


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """The rows of one currency, the oldest first; ``waits`` if younger months are withheld."""

    currency: str
    rows: Sequence[Row]
    waits: bool

    @property
    def chart(self) -> Chart:
        return chart(
            [books.bars(row.gifts + row.sponsors, row.net) for row in self.rows]
        )

    @property
    def has_few(self) -> bool:
        return any(row.back is None for row in self.rows)


@dataclass(slots=True)
class _Growing:
    """Months that are being put together."""

    months: list[Month] = field(default_factory=list)
    sponsored: int = 0
    sponsors: int = 0

    def total(self, name: str) -> int:
        return sum(getattr(month, name) for month in self.months)

    @property
    def gifts(self) -> int:
        return self.total("payments") - self.sponsored

    @property
    def backs(self) -> int:
        return self.total("backs")

    @property
    def is_enough(self) -> bool:
        """Sponsors' prices are public: a row with nothing but them hides nothing."""
        only_sponsors = bool(self.sponsored) and self.gifts == 0 and self.backs == 0
        return self.gifts >= FEWEST or only_sponsors

    def row(self) -> Row:
        back = self.total("refunds") + self.total("disputes")
        is_few = 0 < self.backs < FEWEST
        gifts = self.total("income") - self.sponsors
        return Row(
            first=self.months[0].month,
            last=self.months[-1].month,
            count=self.gifts,
            gifts=gifts + (back if is_few else 0),
            sponsors=self.sponsors,
            back=None if is_few else back,
            fees=self.total("fees"),
        )


def accounts(today: dt.date | None = None) -> list[OpenAccount]:
    """Return what may be shown, by currency (two queries)."""
    this_month = (today or timezone.now().date()).replace(day=1)
    over = ledger.monthly_totals(until=this_month - dt.timedelta(days=1))
    sponsored = _sponsored()
    return [
        _account(currency, months.values(), sponsored[currency])
        for currency, months in books.by_month(over).items()
    ]


def _account(
    currency: str, months: Iterable[Month], sponsored: dict[dt.date, tuple[int, int]]
) -> OpenAccount:
    rows, growing = [], _Growing()
    for month in sorted(months, key=lambda one: one.month):
        count, amount = sponsored.get(month.month, (0, 0))
        growing.months.append(month)
        growing.sponsored += count
        growing.sponsors += amount
        if growing.is_enough:
            rows.append(growing.row())
            growing = _Growing()
    return OpenAccount(currency, rows[-ROWS:], waits=bool(growing.months))


def _sponsored() -> dict[str, dict[dt.date, tuple[int, int]]]:
    """Return currency → month → number and sum of what sponsors paid."""
    rows = (
        LedgerEntry.objects.filter(payment__sponsorship__isnull=False, kind__in=INCOME)
        .order_by()
        .annotate(month=TruncMonth("occurred_at", tzinfo=dt.UTC))
        .values_list("currency", "month")
        .annotate(Count("pk"), Sum("amount"))
    )
    found: dict[str, dict[dt.date, tuple[int, int]]] = defaultdict(dict)
    for currency, month, count, amount in rows:
        found[currency][month.date()] = (count, amount)
    return found
