"""The books that everybody may read: closed rows (``sponsors.books.closing``), small cells hidden.

One to four refunds or disputes in a row are not named. The fees are not, either: they are a
known share of what came in, so they would tell the sum that was given back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from sponsors.books import totals
from sponsors.books.charts import Chart, chart
from sponsors.books.closing import FEWEST
from sponsors.models import LedgerTotal, OpenRow

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 24


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of a row; ``back`` and ``fees`` are None if taken off ``gifts``."""

    first: dt.date
    last: dt.date
    count: int
    gifts: int
    sponsors: int
    back: int | None
    fees: int | None
    net: int

    @property
    def is_one_month(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """The rows of one currency, the oldest first; ``waits`` if younger months are withheld."""

    currency: str
    rows: Sequence[Row]
    waits: bool

    @property
    def chart(self) -> Chart:
        return chart(
            [totals.bars(row.gifts + row.sponsors, row.net) for row in self.rows]
        )

    @property
    def has_few(self) -> bool:
        return any(row.back is None for row in self.rows)


def accounts() -> list[OpenAccount]:
    """Return what may be shown, by currency (two queries)."""
    rows = OpenRow.objects.order_by("currency", "first")
    shown = {
        currency: [_shown(row) for row in found]
        for currency, found in groupby(rows, key=lambda row: row.currency)
    }
    over = LedgerTotal.objects.filter(month__lt=timezone.now().date().replace(day=1))
    newest = over.values_list("currency").annotate(Max("month")).order_by("currency")
    return [
        OpenAccount(
            currency,
            shown.get(currency, [])[-ROWS:],
            waits=currency not in shown or month > shown[currency][-1].last,
        )
        for currency, month in newest
    ]


def _shown(row: OpenRow) -> Row:
    net = row.given + row.sponsored + row.back + row.fees
    is_few = 0 < row.backs < FEWEST
    return Row(
        first=row.first,
        last=row.last,
        count=row.gifts,
        gifts=net - row.sponsored if is_few else row.given,
        sponsors=row.sponsored,
        back=None if is_few else row.back,
        fees=None if is_few else row.fees,
        net=net,
    )
