"""How a payment stands, as a function of what is known about it; and the sums of the books.

Nothing here depends on the order in which facts and entries became known, or on how often.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from django.db import connection, transaction
from django.db.models import Sum

from sponsors.models import LedgerEntry, LedgerTotal, PaymentFact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sponsors.models import Payment

Fact = PaymentFact.Kind
Kind = LedgerEntry.Kind
FEES = frozenset({Kind.FEE, Kind.DISPUTE_FEE, Kind.FEE_REFUND})
PAID_IN = frozenset({Kind.CHARGE, Kind.OFFLINE})
PAID_BACK = frozenset({Kind.REFUND, Kind.REFUND_REVERSAL, Kind.OFFLINE_REVERSAL})
TAKEN = frozenset({Kind.DISPUTE, Kind.DISPUTE_REVERSAL})


class Status(StrEnum):
    CREATED = "created"  # nobody paid yet
    PROCESSING = "processing"  # the page is finished, the money is not here
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"  # the payer's bank holds some of the money
    LOST = "lost"  # … for good
    FAILED = "failed"  # the bank said no
    EXPIRED = "expired"  # the payment page was left


class FactLike(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def stripe_id(self) -> str: ...


class EntryLike(FactLike, Protocol):
    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How a payment stands; amounts in minor units of ``currency`` ("" before any money).

    ``refundable`` is what entries leave; refunds under way are taken off by ``refunds.left``.
    """

    status: Status
    currency: str = ""
    paid: int = 0
    refunded: int = 0
    disputed: int = 0
    net: int = 0
    refundable: int = 0
    needs_review: bool = False

    @property
    def is_paid(self) -> bool:
        """Whether there is money, all that was asked for, and nobody doubts it."""
        return self.status is Status.PAID and not self.needs_review


def status(facts: Iterable[FactLike], entries: Iterable[EntryLike]) -> Standing:
    """Return how a payment stands, whatever the order and number of the same rows."""
    happened = defaultdict(set)
    for fact in facts:
        happened[fact.kind].add(fact.stripe_id)
    moved = {(one.kind, one.stripe_id): one for one in entries if one.kind not in FEES}
    sums = {
        kinds: sum(one.amount for one in moved.values() if one.kind in kinds)
        for kinds in (PAID_IN, PAID_BACK, TAKEN)
    }
    currencies = sorted({one.currency for one in moved.values()})
    paid, refunded, held = sums[PAID_IN], -sums[PAID_BACK], -sums[TAKEN]
    is_frozen = held > 0 or bool(
        happened[Fact.DISPUTED] - happened[Fact.DISPUTE_CLOSED]
    )
    net = paid - refunded - held
    return Standing(
        status=_word(happened, paid=paid, refunded=refunded, held=held),
        currency=currencies[0] if currencies else "",
        paid=paid,
        refunded=refunded,
        disputed=held,
        net=net,
        refundable=0 if is_frozen else max(net, 0),
        needs_review=bool(happened[Fact.MISMATCH]) or len(currencies) > 1,
    )


def _word(
    happened: dict[str, set[str]], *, paid: int, refunded: int, held: int
) -> Status:
    if paid > 0:
        if held > 0:
            lost = bool(happened[Fact.DISPUTE_LOST])
            return Status.LOST if lost else Status.DISPUTED
        if refunded > 0:
            is_all = refunded >= paid
            return Status.REFUNDED if is_all else Status.PARTIALLY_REFUNDED
        return Status.PAID
    if happened[Fact.NOTHING_DUE]:
        return Status.PAID
    if happened[Fact.ASYNC_FAILED]:
        return Status.FAILED
    if happened[Fact.COMPLETED] or happened[Fact.PROCESSING] or refunded or held:
        return Status.PROCESSING
    return Status.EXPIRED if happened[Fact.EXPIRED] else Status.CREATED


def standing_of(payment: Payment) -> Standing:
    """Return how a payment stands now (two queries, none if both are prefetched)."""
    return status(payment.facts.all(), payment.entries.all())


@dataclass(frozen=True, slots=True)
class Total:
    """What moved in a month, of one kind, in one currency."""

    month: dt.date
    currency: str
    kind: str
    amount: int
    entries: int


def monthly_totals(
    *, since: dt.date | None = None, until: dt.date | None = None
) -> list[Total]:
    """Return the sums by month, currency and kind, newest month first; exact at any time."""
    totals = LedgerTotal.objects.all()
    if since:
        totals = totals.filter(month__gte=since)
    if until:
        totals = totals.filter(month__lte=until)
    rows = (
        totals.values_list("month", "currency", "kind")
        .annotate(amount_=Sum("amount"), entries_=Sum("entries"))
        .order_by("-month", "currency", "kind")
    )
    return [Total(*row) for row in rows]


def balances() -> dict[str, int]:
    """Return income less refunds, disputes and fees of all time, by currency."""
    rows = LedgerTotal.objects.values_list("currency").annotate(Sum("amount"))
    return dict(rows.order_by("currency"))


COMPACT = """
WITH gone AS (DELETE FROM sponsors_ledgertotal RETURNING month, currency, kind, amount, entries)
INSERT INTO sponsors_ledgertotal (month, currency, kind, amount, entries)
SELECT month, currency, kind, sum(amount), sum(entries) FROM gone GROUP BY 1, 2, 3
"""
COMPARE = """
SELECT month, currency, kind, kept.amount, kept.entries, counted.amount, counted.entries
FROM (
    SELECT month, currency, kind, sum(amount) AS amount, sum(entries) AS entries
    FROM sponsors_ledgertotal GROUP BY 1, 2, 3
) kept
FULL JOIN (
    SELECT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date AS month,
           currency, kind, sum(amount) AS amount, count(*) AS entries
    FROM sponsors_ledgerentry GROUP BY 1, 2, 3
) counted USING (month, currency, kind)
WHERE (kept.amount, kept.entries) IS DISTINCT FROM (counted.amount, counted.entries)
ORDER BY 1, 2, 3
"""


@transaction.atomic
def compact_totals() -> None:
    """Merge the rows that inserts left behind; whoever reads meanwhile sees the same sums."""
    with connection.cursor() as cursor:
        cursor.execute(COMPACT)


def wrong_totals() -> list[str]:
    """Return which sums are not what the entries add up to (one statement: one look)."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE)
        return [
            f"{month:%Y-%m} {currency} {kind}: kept {kept} in {of}, counted {sum_} in {n}"
            for month, currency, kind, kept, of, sum_, n in cursor.fetchall()
        ]
