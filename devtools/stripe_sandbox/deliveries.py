"""Webhooks: signed, in order, tried again with a back-off, held or resent on request."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import stripe

from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.store import Object

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
ANSWER_SECONDS = 10
IDLE_SECONDS = 0.5  # a delivery whose time comes by the clock is seen within this


class Webhook(NamedTuple):
    """A request as the portal's endpoint gets it."""

    body: bytes
    signature: str
    event: str
    kind: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        """Take a redirect for what it is to Stripe: a failure."""


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)


def signed(account: Account, event: Object) -> Webhook:
    """Return the request for an event, signed now with each of the account's secrets."""
    body = json.dumps(event, indent=2)
    second = int(time.time())
    signatures = [
        stripe.WebhookSignature.generate_signature_header(
            body, secret, second
        ).partition(",")[2]
        for secret in (account.keys.webhook_secret, *account.settings.more_secrets)
    ]
    header = ",".join([f"t={second}", *signatures])
    return Webhook(body.encode(), header, event["id"], event["type"])


def post(url: str, webhook: Webhook) -> str:
    """Deliver once, to this machine alone; return the status or what went wrong."""
    if urlsplit(url).hostname not in LOOPBACK:
        return "refused: webhooks leave the sandbox for this machine only"
    request = urllib.request.Request(  # noqa: S310 - loopback was just checked
        url,
        webhook.body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": webhook.signature,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        },
    )
    try:
        with OPENER.open(request, timeout=ANSWER_SECONDS) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code)
    except (OSError, ValueError) as error:
        return type(error).__name__ + f": {error}"


def attempt(account: Account, number: int, event: str, attempts: int) -> None:
    """Deliver one that is due, and write down what came of it."""
    found = account.store.look(event)
    if found is None:
        return
    result = post(account.settings.webhook_url, signed(account, found))
    delays = account.settings.retry_delays
    ok = result.startswith("2")
    again = not ok and attempts < len(delays)
    state = "delivered" if ok else "waiting" if again else "failed"
    due = time.time() + (delays[attempts] if again else 0)
    account.store.execute(
        "UPDATE delivery SET state = ?, attempts = ?, due = ?, result = ? WHERE number = ?",
        (state, attempts + 1, due, result, number),
    )
    if ok:
        _delivered(account, event)


def _delivered(account: Account, event: str) -> None:
    with account.store.transaction():
        left = account.store.execute(
            "SELECT 1 FROM delivery WHERE event = ? AND state IN ('waiting', 'held')",
            (event,),
        )
        if not left and (found := account.store.look(event)):
            found["pending_webhooks"] = 0
            account.store.save(found)


def next_due(account: Account) -> tuple[int, str, int] | None:
    rows = account.store.execute(
        "SELECT number, event, attempts FROM delivery WHERE state = 'waiting' AND due <= ? "
        "ORDER BY due, number LIMIT 1",
        (time.time(),),
    )
    return rows[0] if rows else None


def release(account: Account, arrange: Callable[[Sequence[int]], Sequence[int]]) -> int:
    """Let what is held go, in the order that `arrange` gives the numbers."""
    with account.working():
        rows = account.store.execute(
            "SELECT number, event FROM delivery WHERE state = 'held' ORDER BY number"
        )
        events = dict(rows)
        account.store.execute("DELETE FROM delivery WHERE state = 'held'")
        for number in arrange(list(events)):
            account.queue(events[number])
    return len(rows)


def take(account: Account) -> list[Webhook]:
    """Return what waits or is held, signed, and count it as delivered.

    For tests that hand the requests to the portal themselves, in an order of their own.
    """
    with account.store.transaction():
        rows = account.store.execute(
            "SELECT number, event FROM delivery WHERE state IN ('waiting', 'held') "
            "ORDER BY number"
        )
        account.store.execute(
            "UPDATE delivery SET state = 'delivered', result = 'taken' "
            "WHERE state IN ('waiting', 'held')"
        )
        found = [account.store.look(event) for _, event in rows]
        return [signed(account, event) for event in found if event]


def pending(account: Account) -> int:
    """Return how many are still to be delivered; those held do not count."""
    (row,) = account.store.execute(
        "SELECT COUNT(*) FROM delivery WHERE state = 'waiting'"
    )
    return int(row[0])


class Courier(threading.Thread):
    """Delivers one webhook after the other, while there is somewhere to deliver to."""

    def __init__(self, account: Account) -> None:
        super().__init__(name="stripe-sandbox-webhooks", daemon=True)
        self._account = account
        self._stopping = False

    def run(self) -> None:
        account = self._account
        while not self._stopping:
            due = next_due(account) if account.settings.webhook_url else None
            if due:
                attempt(account, *due)
            else:
                account.wake.wait(self._pause())
                account.wake.clear()

    def _pause(self) -> float:
        """Return how long nothing can become due, unless somebody wakes us."""
        if not self._account.settings.webhook_url:
            return IDLE_SECONDS
        rows = self._account.store.execute(
            "SELECT MIN(due) FROM delivery WHERE state = 'waiting'"
        )
        due = rows[0][0]
        wait = IDLE_SECONDS if due is None else due - time.time()
        return min(max(wait, 0.001), IDLE_SECONDS)

    def stop(self) -> None:
        self._stopping = True
        self._account.wake.set()
