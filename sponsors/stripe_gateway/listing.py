"""Walks over Stripe's lists: all pages, newest first, one guarded call a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import stripe

from sponsors import remote
from sponsors.stripe_gateway import reading
from sponsors.stripe_gateway.asking import REFUND_SETTLED, SETTLED
from sponsors.stripe_gateway.client import asks, client

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T", bound=stripe.StripeObject)

PAGE = 100
MOST_TYPES = 20  # that Stripe takes in one question about events


def _walk(
    fetch: Callable[[dict[str, Any]], stripe.ListObject[T]], params: dict[str, Any]
) -> Iterator[stripe.ListObject[T]]:
    """Yield page after page; each is fetched by a call of its own, so 429 is waited out."""
    page = asks(fetch)({"limit": PAGE, **params})
    while page.data:
        yield page
        if not page.has_more:
            return
        after = reading.ref(page.data[-1])
        page = asks(fetch)({"limit": PAGE, **params, "starting_after": after})


def _raw(page: stripe.ListObject[Any]) -> list[dict[str, Any]]:
    answer = page.last_response
    return list(json.loads(answer.body)["data"]) if answer else []


def _since(moment: dt.datetime) -> dict[str, int]:
    return {"gte": int(moment.timestamp())}


def list_events(*, since: dt.datetime, types: Sequence[str]) -> Iterator[remote.Event]:
    """Yield events as JSON, as they are in Stripe's log (30 days); newest first by turns."""
    for first in range(0, len(types), MOST_TYPES):
        yield from _events(since, types[first : first + MOST_TYPES])


def _events(since: dt.datetime, types: Sequence[str]) -> Iterator[remote.Event]:
    pages = _walk(
        lambda params: client().v1.events.list(params=params),  # type: ignore[arg-type]  # built piece by piece
        {"created": _since(since), "types": list(types)},
    )
    for page in pages:
        # The library's own to_dict() does not survive json.dumps at every depth.
        for raw in _raw(page):
            yield remote.Event(
                id=raw["id"],
                type=raw["type"],
                api_version=raw["api_version"] or "",
                livemode=raw["livemode"],
                created=reading.at(raw["created"]),
                body=json.dumps(raw).encode(),
            )


def list_charges(*, since: dt.datetime) -> Iterator[remote.Charge]:
    pages = _walk(
        lambda params: client().v1.charges.list(params=params),  # type: ignore[arg-type]  # as above
        {"created": _since(since), "expand": [f"data.{name}" for name in SETTLED]},
    )
    return (reading.charge(one) for page in pages for one in page.data)


def list_refunds(*, since: dt.datetime) -> Iterator[remote.Refund]:
    pages = _walk(
        lambda params: client().v1.refunds.list(params=params),  # type: ignore[arg-type]  # as above
        {
            "created": _since(since),
            "expand": [f"data.{name}" for name in REFUND_SETTLED],
        },
    )
    return (reading.refund(one) for page in pages for one in page.data)


def list_disputes(*, since: dt.datetime) -> Iterator[remote.Dispute]:
    pages = _walk(
        lambda params: client().v1.disputes.list(params=params),  # type: ignore[arg-type]  # as above
        {"created": _since(since)},
    )
    return (reading.dispute(one) for page in pages for one in page.data)


def list_settlements(*, since: dt.datetime) -> Iterator[remote.Settlement]:
    pages = _walk(
        lambda params: client().v1.balance_transactions.list(params=params),  # type: ignore[arg-type]  # as above
        {"created": _since(since)},
    )
    return (reading.settlement(one) for page in pages for one in page.data)


def list_subscriptions(*, since: dt.datetime) -> Iterator[remote.Subscription]:
    pages = _walk(
        lambda params: client().v1.subscriptions.list(params=params),  # type: ignore[arg-type]  # as above
        {"created": _since(since), "status": "all"},
    )
    return (reading.subscription(one) for page in pages for one in page.data)
