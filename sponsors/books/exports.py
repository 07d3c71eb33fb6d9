"""The ledger as a file for accountants: one row for each entry, exact to the last digit."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from typing import TYPE_CHECKING

from django.db.models import Q

from sponsors import money
from sponsors.models import LedgerEntry
from sponsors.papers import tax_years

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = (
    "entry",
    "occurred_at",
    "booked_at",
    "kind",
    "amount",
    "currency",
    "settled_amount",
    "settled_currency",
    "purpose",
    "method",
    "payment",
    "stripe_id",
    "balance_transaction",
    "note",
    "day",
)
AT_ONCE = 500
# What makes a spreadsheet take a text for a formula, also behind spaces.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


class _Line:
    """A file for the csv module that holds one line and gives it away."""

    def write(self, text: str) -> str:
        return text


def ledger_csv(*, first: dt.date, last: dt.date) -> Iterator[str]:
    """Yield the lines of all entries from the first to the last day (UTC), oldest first.

    Names and addresses of donors are left out: receipts hold them.
    """
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in _entries(first, last):
        yield writer.writerow(_row(entry))


def _entries(first: dt.date, last: dt.date) -> Iterator[LedgerEntry]:
    """Walk by place, not by page number: memory and time for a row stay the same."""
    begin = dt.datetime.combine(first, dt.time(), dt.UTC)
    end = dt.datetime.combine(last, dt.time.max, dt.UTC)
    rows = (
        LedgerEntry.objects.filter(occurred_at__lte=end)
        .select_related("payment")
        .order_by("occurred_at", "pk")
    )
    after, number = begin, 0
    while True:
        page = list(
            rows.filter(
                Q(occurred_at__gt=after) | Q(occurred_at=after, pk__gt=number),
                occurred_at__gte=after,
            )[:AT_ONCE]
        )
        yield from page
        if len(page) < AT_ONCE:
            return
        after, number = page[-1].occurred_at, page[-1].pk


def _row(entry: LedgerEntry) -> tuple[object, ...]:
    payment = entry.payment
    settled = entry.settled_amount
    return (
        entry.pk,
        _time(entry.occurred_at),
        _time(entry.created_at),
        entry.kind,
        money.plain(entry.amount, entry.currency),
        entry.currency.upper(),
        "" if settled is None else money.plain(settled, entry.settled_currency),
        entry.settled_currency.upper(),
        "gift" if payment.donation_id else "sponsorship",
        payment.method,
        payment.pk,
        harmless(entry.stripe_id),
        harmless(entry.balance_transaction),
        harmless(payment.note),
        tax_years.day(entry.occurred_at).isoformat(),
    )


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe before what looks like a formula.

    Wide signs (＝) are plain ones to the spreadsheets of East Asia.
    """
    plain = unicodedata.normalize("NFKC", text)
    return f"'{text}" if plain.lstrip(" ").startswith(FORMULA) else text
