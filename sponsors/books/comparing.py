"""Comparing each thing at Stripe with the ledger, and repairing what is missing here."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone

from sponsors import remote, stripe_gateway
from sponsors.books import adopting
from sponsors.hearing import applying, fetching
from sponsors.models import Dispute, LedgerEntry, Plan, Refund
from sponsors.remote import NotThere, StripeTrouble

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from sponsors.hearing.applying.everything import Thing

T = TypeVar("T")
Kind = LedgerEntry.Kind
Books = dict[tuple[str, str], LedgerEntry]
PAGE = 100
OUR_SIDE = (Kind.CHARGE, Kind.REFUND, Kind.DISPUTE, Kind.DISPUTE_REVERSAL)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was compared."""

    text: str = ""
    is_repaired: bool = False

    @property
    def is_wrong(self) -> bool:
        return bool(self.text)


SAME = Finding()


def everything(since: dt.datetime) -> Iterator[Finding]:
    """Yield a finding for each thing created at Stripe since then."""
    seen: set[str] = set()
    yield from _compare(
        stripe_gateway.list_charges(since=since),
        charge_is_booked,
        fetching.charge,
        seen,
    )
    yield from _compare(
        stripe_gateway.list_refunds(since=since),
        refund_is_booked,
        fetching.refund,
        seen,
    )
    yield from _compare(
        stripe_gateway.list_disputes(since=since),
        dispute_is_booked,
        fetching.dispute,
        seen,
    )
    yield from _plans()
    yield from _settlements(since)
    yield from _unknown_there(since, seen)


def _compare(
    things: Iterable[T],
    is_booked: Callable[[T, Books], bool],
    fetch: Callable[[str], list[Thing]],
    seen: set[str],
) -> Iterator[Finding]:
    for page in pages(things):
        ids = [str(getattr(thing, "id", "")) for thing in page]
        seen.update(ids)
        seen.update(_settlement_ids(page))
        books = books_about([*ids, *_settlement_ids(page)])
        for thing, thing_id in zip(page, ids, strict=True):
            if is_booked(thing, books):
                yield SAME
            else:
                yield _repair(thing, thing_id, is_booked, fetch)


def pages(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while page := list(islice(rest, PAGE)):
        yield page


def books_about(stripe_ids: Iterable[str]) -> Books:
    found = LedgerEntry.objects.filter(stripe_id__in=list(stripe_ids))
    return {(entry.kind, entry.stripe_id): entry for entry in found}


def _settlement_ids(things: Iterable[object]) -> list[str]:
    return [
        one.id
        for thing in things
        if isinstance(thing, remote.Dispute)
        for one in thing.settlements
    ]


def _repair(
    thing: T,
    thing_id: str,
    is_booked: Callable[[T, Books], bool],
    fetch: Callable[[str], list[Thing]],
) -> Finding:
    """Fetch and apply it as an event would have; adopt a payment whose row is lost."""
    asked_at = timezone.now()
    try:
        things = fetch(thing_id)
        try:
            applying.apply(things, asked_at=asked_at)
        except applying.NotYet:
            adopting.adopt(things)
            applying.apply(things, asked_at=asked_at)
    except applying.NotOurs:
        return SAME
    except (StripeTrouble, applying.NotYet) as trouble:
        return Finding(f"{thing_id}: {trouble}")
    books = books_about([thing_id, *_settlement_ids([thing])])
    return Finding(f"{thing_id}: was not booked", is_repaired=is_booked(thing, books))


def charge_is_booked(charge: remote.Charge, books: Books) -> bool:
    if charge.status != "succeeded" or charge.amount == 0:
        return True
    return has_entry(books, Kind.CHARGE, charge.id, charge.amount, charge.currency)


def refund_is_booked(refund: remote.Refund, books: Books) -> bool:
    row = Refund.objects.filter(remote_id=refund.id).first()
    has_moved = refund.status == "succeeded" or refund.settlement is not None
    has_failed = refund.status in {"failed", "canceled"}
    money, currency = refund.amount, refund.currency
    return (
        row is not None
        and row.status == refund.status
        and (
            not has_moved or has_entry(books, Kind.REFUND, refund.id, -money, currency)
        )
        and (
            not (has_moved and has_failed)
            or has_entry(books, Kind.REFUND_REVERSAL, refund.id, money, currency)
        )
    )


def dispute_is_booked(dispute: remote.Dispute, books: Books) -> bool:
    row = Dispute.objects.filter(remote_id=dispute.id).first()
    moved = {key for kind, key in books if kind in OUR_SIDE}
    return (
        row is not None
        and row.status == dispute.status
        and all(one.id in moved for one in dispute.settlements if one.amount)
    )


def has_entry(books: Books, kind: str, key: str, amount: int, currency: str) -> bool:
    entry = books.get((kind, key))
    return entry is not None and (entry.amount, entry.currency) == (amount, currency)


def _plans() -> Iterator[Finding]:
    """Compare the plans that run here with Stripe, which may have ended them unheard."""
    running = Plan.objects.filter(ended_at=None, subscription_id__isnull=False)
    for plan in running.order_by("pk").iterator():
        asked_at = timezone.now()
        key = plan.subscription_id or ""
        try:
            told = stripe_gateway.retrieve_subscription(key)
        except StripeTrouble as trouble:
            yield Finding(f"{key}: {trouble}")
            continue
        if (told.status, told.current_period_end, told.ended_at) == (
            plan.status,
            plan.current_period_end,
            plan.ended_at,
        ):
            yield SAME
        else:
            applying.apply([told], asked_at=asked_at)
            yield Finding(f"{key}: {plan.status} → {told.status}", is_repaired=True)


def _settlements(since: dt.datetime) -> Iterator[Finding]:
    """Prove that each balance transaction of ours stands in the ledger, to the cent."""
    for page in pages(stripe_gateway.list_settlements(since=since)):
        ids = [one.id for one in page]
        rows = {
            row.balance_transaction: row
            for row in LedgerEntry.objects.filter(balance_transaction__in=ids)
        }
        ours = _ours({one.source for one in page if one.source})
        for one in page:
            row = rows.get(one.id)
            if row is None and one.source not in ours:
                yield SAME  # of another system, or a payout
            elif row is None:
                yield _fetch_settlement(one)
            elif (row.settled_amount, -row.amount, row.currency) != (
                one.amount,
                one.fee,
                one.currency,
            ):
                yield Finding(f"{one.id}: {one.amount} − {one.fee} there, not here")
            else:
                yield SAME


def _ours(sources: set[str]) -> set[str]:
    """Return which of these charges, refunds and disputes are in our books."""
    booked = LedgerEntry.objects.filter(stripe_id__in=sources)
    disputed = Dispute.objects.filter(remote_id__in=sources)
    return {
        *booked.values_list("stripe_id", flat=True),
        *disputed.values_list("remote_id", flat=True),
    }


FETCH = {
    "ch": fetching.charge,
    "py": fetching.charge,
    "re": fetching.refund,
    "pyr": fetching.refund,
    "du": fetching.dispute,
    "dp": fetching.dispute,
}


def _fetch_settlement(one: remote.Settlement) -> Finding:
    """A charge was booked before Stripe knew its fee, and the event about it was missed."""
    fetch = FETCH.get(one.source.partition("_")[0])
    if fetch:
        asked_at = timezone.now()
        try:
            applying.apply(fetch(one.source), asked_at=asked_at)
        except (StripeTrouble, applying.NotYet, applying.NotOurs) as trouble:
            return Finding(f"{one.id}: {trouble}")
    found = LedgerEntry.objects.filter(balance_transaction=one.id).exists()
    return Finding(f"{one.id}: fee was not booked", is_repaired=found)


def _moved_by_older_disputes(since: dt.datetime) -> set[str]:
    """Return what moved since then in disputes opened before, which no list showed."""
    moved = LedgerEntry.objects.filter(
        occurred_at__gte=since, kind__in=(Kind.DISPUTE, Kind.DISPUTE_REVERSAL)
    )
    older = Dispute.objects.filter(
        opened_at__lt=since, payment__in=moved.values("payment")
    )
    found = set()
    for dispute_id in older.values_list("remote_id", flat=True):
        with suppress(NotThere):
            told = stripe_gateway.retrieve_dispute(dispute_id)
            found |= set(_settlement_ids([told]))
    return found


def _unknown_there(since: dt.datetime, seen: set[str]) -> Iterator[Finding]:
    """Look for money in our books that Stripe does not know of."""
    seen = seen | _moved_by_older_disputes(since)
    kept = LedgerEntry.objects.filter(occurred_at__gte=since, kind__in=OUR_SIDE)
    for entry in kept.order_by("pk").iterator():
        if entry.stripe_id not in seen:
            yield Finding(f"{entry.kind} {entry.stripe_id}: not at Stripe")
