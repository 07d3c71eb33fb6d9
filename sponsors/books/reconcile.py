"""Proving that our books are Stripe's books: repair what was missed, tell what still differs.

Three steps, each safe beside webhooks and beside another run: read the event log again from
an hour before the cursor; compare every charge, refund, dispute and subscription; compare
every balance transaction (amount, fee) with the ledger, and the sums with their rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.books import comparing, ledger
from sponsors.giving import checkout
from sponsors.hearing import event_reading, fetching, inbox, webhooks
from sponsors.models import Cursor, StripeEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENTS = "events"
KEPT_BY_STRIPE = dt.timedelta(days=30)
OVERLAP = dt.timedelta(hours=1)
# Disputes come weeks after the charge; what is older was compared often enough.
WINDOW = dt.timedelta(days=35)


@dataclass(slots=True)
class Report:
    """What a run did; differences are what it could not repair."""

    events: int = 0
    compared: int = 0
    repaired: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    balances: dict[str, int] = field(default_factory=dict)


def run(*, since: dt.datetime | None = None) -> Report:
    """Walk, repair and compare everything that was created since then (35 days)."""
    report = Report()
    report.events = walk_events()
    begin = since or timezone.now() - WINDOW
    for payment in checkout.sweep_left():
        report.differences.append(
            f"payment {payment.pk}: Stripe does not know its page"
        )
    for found in comparing.everything(begin):
        report.compared += 1
        if found.is_wrong:
            (report.repaired if found.is_repaired else report.differences).append(
                found.text
            )
    report.differences += [f"total {text}" for text in ledger.wrong_totals()]
    report.differences += list(_dead_events())
    report.balances = ledger.balances()
    return report


def walk_events() -> int:
    """Keep and read the events since the cursor; return how many were new."""
    now = timezone.now()
    cursor = Cursor.objects.filter(name=EVENTS).first()
    begin = cursor.position - OVERLAP if cursor else now - KEPT_BY_STRIPE
    new, newest = 0, cursor.position if cursor else begin
    found = stripe_gateway.list_events(since=begin, types=list(fetching.HANDLERS))
    for event in found:
        if event.livemode is webhooks.is_live():
            new += inbox.keep(event) is not None
        newest = max(newest, event.created)
    for _round in range(3):
        event_reading.read_all_new()
    # Last, so that a run that was killed is repeated from the same place.
    Cursor.objects.update_or_create(name=EVENTS, defaults={"position": newest})
    return new


def _dead_events() -> Iterator[str]:
    dead = StripeEvent.objects.filter(status=StripeEvent.Status.DEAD)
    for event in dead.order_by("created"):
        yield f"event {event.event_id} ({event.type}) was given up: {event.error[:100]}"
