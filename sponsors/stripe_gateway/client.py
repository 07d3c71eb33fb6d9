"""One client for each configuration, the guard of every call, and errors in our words."""

from __future__ import annotations

import logging
import time
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import stripe
from django.conf import settings
from django.db import connection

from sponsors.errors import GivingIsOff
from sponsors.remote import NotThere, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

TIMEOUT = (3.05, 20)  # seconds to connect, to wait; the library's own wait is 80
RETRIES = 2
# The library retries lost answers and 5xx, but not 429: these are the waits for it.
WAITS = (0.5, 1.0, 2.0, 4.0)

# Else it writes an id into the home folder and sends it along.
stripe.enable_telemetry = False
# Else it logs every request, with ids that belong to people.
logging.getLogger("stripe").setLevel(logging.WARNING)


class InsideTransaction(RuntimeError):
    """Stripe was to be called while a transaction was open."""


@cache
def _client(key: str, version: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=version,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        base_addresses={"api": base} if base else None,
    )


def client() -> stripe.StripeClient:
    """Return the client of the settings; the only place that knows the address."""
    if not settings.STRIPE_SECRET_KEY:
        raise GivingIsOff
    return _client(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_VERSION,
        settings.STRIPE_API_BASE,
    )


def refuse_inside_transaction() -> None:
    """Raise InsideTransaction, but not for the transaction that a test runs in."""
    ours = [
        block
        for block in connection.atomic_blocks
        if not getattr(block, "_from_testcase", False)  # as Django itself asks
    ]
    if ours or (connection.in_atomic_block and not connection.atomic_blocks):
        raise InsideTransaction("Commit first, then call Stripe.")


def asks(call: Callable[P, R]) -> Callable[P, R]:
    """Guard a function that calls Stripe, wait out 429, and translate what it raises."""

    @wraps(call)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        refuse_inside_transaction()
        for wait in (*WAITS, None):
            try:
                return call(*args, **kwargs)
            except stripe.RateLimitError as error:
                if wait is None:
                    raise Unreachable(str(error), code="rate_limit") from error
                time.sleep(wait)
            except stripe.StripeError as error:
                raise translated(error) from error
        raise AssertionError("The last round returns or raises.")

    return guarded


def translated(error: stripe.StripeError) -> Unreachable | Refused:
    """Return Stripe's error in our words."""
    code = error.code or ""
    if isinstance(error, stripe.APIConnectionError | stripe.APIError):
        return Unreachable(str(error), code=code)
    if error.http_status == 404 or code == "resource_missing":
        return NotThere(str(error), code=code)
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        log.error("Stripe refused our key.")
    return Refused(str(error), code=code)
