"""The sandbox's clock: it goes with the real one, and can be moved ahead.

What becomes due on the way happens in its order and at its own second, so that a year of
renewals looks like a year of renewals.
"""

import threading
from collections.abc import Callable

from devtools.stripe_sandbox import checkout, paying, refunds, renewals, subscriptions
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.store import Object

LONGEST = 5 * 366 * 86400


def _expire(account: Account, session: Object) -> None:
    if session["status"] == "open":
        checkout.close(account, session)


def _refund_succeeds(account: Account, refund: Object) -> None:
    if refund["status"] == "pending":
        refunds.succeed(account, refund)


def _refund_fails(account: Account, refund: Object) -> None:
    if refund["status"] in ("pending", "succeeded"):
        refunds.fail(account, refund)


VERBS: dict[str, Callable[[Account, Object], object]] = {
    "expire": _expire,
    "settle": paying.settle,
    "renew": renewals.renew,
    "retry": renewals.retry,
    "unpause": subscriptions.unpause,
    "refund_succeeds": _refund_succeeds,
    "refund_fails": _refund_fails,
}


def run(account: Account, until: int | None = None) -> int:
    """Do everything that is due; with `until`, move the clock there step by step.

    Returns:
        How many things were done.
    """
    done = 0
    while True:
        horizon = account.now() if until is None else until
        with account.working():
            rows = account.store.execute(
                "SELECT number, at, verb, id FROM due WHERE at <= ? ORDER BY at, number LIMIT 1",
                (horizon,),
            )
            if not rows:
                break
            number, at, verb, key = rows[0]
            if until is not None:
                account.set_clock(at)
            account.store.execute("DELETE FROM due WHERE number = ?", (number,))
            if thing := account.store.look(key):
                VERBS[verb](account, thing)
        done += 1
    if until is not None:
        account.set_clock(until)
    return done


def advance(account: Account, *, seconds: int = 0, days: int = 0, to: int = 0) -> int:
    """Move the clock ahead, by a time or to a second."""
    target = to or account.now() + seconds + days * 86400
    if target < account.now():
        raise invalid("The clock cannot go back.", "to")
    if target > account.now() + LONGEST:
        raise invalid("Five years at a time are enough.", "to")
    return run(account, target)


class Ticking(threading.Thread):
    """Does what is due as real time passes."""

    def __init__(self, account: Account) -> None:
        super().__init__(name="stripe-sandbox-clock", daemon=True)
        self._account = account
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(1):
            run(self._account)

    def stop(self) -> None:
        self._stopped.set()
