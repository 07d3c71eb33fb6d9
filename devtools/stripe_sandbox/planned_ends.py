"""Ends of subscriptions that are planned: with the period, or on a date, and taken back.

Stripe's billing portal sets a date (its subscriptions are of the flexible kind), which
``cancel_at_period_end=False`` does not take back.
"""

from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid, not_in_sandbox
from devtools.stripe_sandbox.store import Object


def check(given: Params) -> None:
    if {"cancel_at", "cancel_at_period_end"} <= given.keys():
        raise invalid("Pass cancel_at or cancel_at_period_end, not both.", "cancel_at")


def with_period(account: Account, subscription: Object, *, ends: bool) -> None:
    """Note the end, or take it back; an end that was set as a date is no such end."""
    if ends or subscription["cancel_at_period_end"]:
        _note_end(account, subscription, _period_end(subscription) if ends else None)
        subscription["cancel_at_period_end"] = ends


def at(account: Account, subscription: Object, wanted: int | str) -> None:
    """Note a date as the end, as the billing portal does, or take any end back ("")."""
    end = _period_end(subscription)
    if wanted not in ("", end, "min_period_end", "max_period_end"):
        raise not_in_sandbox("an end within a period: pass its end", "cancel_at")
    _note_end(account, subscription, end if wanted else None)
    subscription["cancel_at_period_end"] = False


def _period_end(subscription: Object) -> int:
    return int(subscription["items"]["data"][0]["current_period_end"])


def _note_end(account: Account, subscription: Object, end: int | None) -> None:
    subscription.update(cancel_at=end, canceled_at=account.now() if end else None)
    reason = "cancellation_requested" if end else None
    subscription["cancellation_details"]["reason"] = reason
