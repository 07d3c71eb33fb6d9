"""Faults on request: what the next call to the API meets instead of a good answer."""

import threading

from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.errors import ApiError, declined, invalid

DROP, LOST, SLOW, TIMEOUT = "drop", "lost", "slow", "timeout"
ERRORS = {
    "402": declined("card_declined", "Your card was declined.", "generic_decline"),
    "409": ApiError(409, "api_error", "Lock timeout (sandbox).", code="lock_timeout"),
    "429": ApiError(429, "invalid_request_error", "Too many requests hit the API too "
                    "quickly.", code="rate_limit"),
    "500": ApiError(500, "api_error", "An unknown error occurred (sandbox)."),
    "503": ApiError(503, "api_error", "Stripe is down (sandbox)."),
}  # fmt: skip
WORDS = {
    **{status: f"answers {status}, nothing is done" for status in ERRORS},
    DROP: "closes the connection, nothing is done",
    TIMEOUT: "waits, then closes the connection, nothing is done",
    SLOW: "waits, then does the work and answers",
    LOST: "does the work, but the answer is lost",
}
LONGEST_WAIT = 120
never = threading.Event()


def check(names: list[str]) -> list[str]:
    for name in names:
        if name not in WORDS:
            raise invalid(f"A fault is one of {', '.join(WORDS)}.", "fail_next")
    return names


def next_one(account: Account) -> str:
    """Take the next fault off the list."""
    if not account.settings.fail_next:
        return ""
    with account.working():
        first, *rest = account.settings.fail_next or [""]
        account.configure(fail_next=rest)
    return first


def lets_work(account: Account, fault: str) -> bool:
    """Do what the fault does instead of the work; tell whether the work is to be done."""
    if fault in ERRORS:
        error = ERRORS[fault]
        raise ApiError(error.status, **_arguments(error))
    if fault == TIMEOUT:
        _wait(account)
    return fault not in (DROP, TIMEOUT)


def slow_down(account: Account, fault: str) -> None:
    """Let the request be under way for a while."""
    if fault == SLOW:
        _wait(account)


def _wait(account: Account) -> None:
    never.wait(min(account.settings.answer_delay or 30, LONGEST_WAIT))


def _arguments(error: ApiError) -> dict[str, str]:
    more = dict(error.error)
    return {"kind": more.pop("type"), **more}
