"""The pages beside the API: paying, 3-D Secure, billing portal, receipts, control."""

import re
from collections.abc import Callable

from devtools.stripe_sandbox import (
    billing_page,
    control,
    control_page,
    hosted_page,
    money,
)
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.errors import ApiError, invalid
from devtools.stripe_sandbox.web import FOLDER, Page, Visit, redirect, refuse

View = Callable[..., Page]


def home(_account: Account, _visit: Visit) -> Page:
    return redirect("/_sandbox/")


def style(_account: Account, _visit: Visit) -> Page:
    return Page((FOLDER / "sandbox.css").read_text(), kind="text/css", headers={})


def healthz(_account: Account, _visit: Visit) -> Page:
    return Page("ok", kind="text/plain", headers={})


def receipt(account: Account, _visit: Visit, key: str) -> Page:
    charge = account.store.get("charge", key)
    amount = money.show(charge["amount"], charge["currency"])
    return refuse(
        "Receipt of the sandbox", f"{amount}, {charge['status']}. No money moved.", 200
    )


def invoice(account: Account, _visit: Visit, key: str) -> Page:
    found = account.store.get("invoice", key)
    amount = money.show(found["amount_due"], found["currency"])
    text = f"Number {found['number']}, {amount}, {found['status']}. No money moved."
    return refuse("Invoice of the sandbox", text, 200)


PATHS: tuple[tuple[str, View], ...] = (
    (r"/", home),
    (r"/healthz", healthz),
    (r"/sandbox\.css", style),
    (r"/c/pay/(?P<key>\w+)", hosted_page.checkout_page),
    (r"/authenticate/(?P<key>\w+)", hosted_page.authentication_page),
    (r"/p/session/(?P<key>\w+)", billing_page.billing_page),
    (r"/receipts/(?P<key>\w+)", receipt),
    (r"/invoices/(?P<key>\w+)(/pdf)?", invoice),
    (r"/_sandbox/", control_page.control_page),
    (r"/_sandbox/events/(?P<key>\w+)", control_page.event_page),
    (r"/_sandbox/do/(?P<verb>\w+)", control_page.act),
    (r"/_sandbox/(?P<verb>\w+)", control.answer),
)


def answer(account: Account, visit: Visit) -> Page:
    """Return the page of a path.

    Raises:
        ApiError: there is none, or it refuses.
    """
    if visit.method == "POST" and not visit.is_ours:
        raise invalid("This form was sent from another site.", status=403)
    for pattern, view in PATHS:
        if match := re.fullmatch(pattern, visit.path):
            return view(account, visit, **match.groupdict())
    raise invalid("There is no such page.", status=404)


def refusal(visit: Visit, error: ApiError) -> Page:
    """Return the error as what asked can read it."""
    if (
        visit.path.startswith("/_sandbox/")
        and visit.method == "POST"
        and ("json" in visit.headers.get("Content-Type", ""))
    ):
        return control.problem(error)
    return refuse("This did not work", error.message, error.status)
