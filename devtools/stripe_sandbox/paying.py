"""What the button of the hosted page does: one session, one charge, however often pressed."""

from typing import NamedTuple

from devtools.stripe_sandbox import (
    catalog,
    checkout,
    methods,
    payments,
    renewals,
    subscriptions,
)
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.cards import Method
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.methods import Payer
from devtools.stripe_sandbox.store import Object


class Outcome(NamedTuple):
    """Where the browser goes next, or why it stays."""

    to: str = ""
    problem: str = ""


def pay(account: Account, session: Object, method: Method, payer: Payer) -> Outcome:
    """Try to pay an open session with what was typed.

    Must be called inside `account.working()`: of several at once, the first one pays and
    the others find the session complete.
    """
    if session["status"] == "complete":
        return Outcome(to=after(session))
    checkout.require_open(session)
    if session["expires_at"] < account.now():
        raise invalid("This Checkout Session has expired.")
    customer = _customer(account, session, payer)
    saved = methods.keep(account, method, payer)
    session["_payer"] = [payer.email, payer.name]
    if session["payment_status"] == "no_payment_required":
        _complete(account, session, "no_payment_required")
        return Outcome(to=after(session))
    if session["mode"] == "subscription":
        intent = subscriptions.begin(account, session, customer, saved)
    else:
        intent = _intent(account, session, customer)
        payments.attempt(account, intent, saved)
    account.store.save(session)
    return _go_on(account, session, intent)


def go_on_after_authentication(
    account: Account, intent: Object, *, passed: bool
) -> Outcome:
    """Finish what the 3-D Secure page interrupted."""
    session = account.store.get("checkout.session", intent["_session"])
    if session["status"] != "open":
        return Outcome(to=after(session))
    payments.authenticated(account, intent, passed=passed)
    return _go_on(account, session, intent)


def after(session: Object) -> str:
    """Return where the portal wants people who have paid."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _customer(account: Account, session: Object, payer: Payer) -> str | None:
    """Return the customer, made now if the session asks for one."""
    if session["customer"] is None and session["customer_creation"] == "always":
        given = {"email": payer.email, "name": payer.name}
        made = catalog.create_customer(account, {k: v for k, v in given.items() if v})
        session["customer"] = made["id"]
    return session["customer"] and str(session["customer"])


def _intent(account: Account, session: Object, customer: str | None) -> Object:
    if session.get("payment_intent"):
        return account.store.get("payment_intent", session["payment_intent"])
    data = checkout.data_of(session, "payment_intent_data")
    intent = payments.new_intent(
        account,
        amount=session["amount_total"],
        currency=session["currency"],
        kinds=session["payment_method_types"],
        customer=customer,
        description=data.get("description"),
        metadata=data.get("metadata") or {},
        receipt_email=data.get("receipt_email"),
        _session=session["id"],
    )
    session["payment_intent"] = intent["id"]
    return intent


def _go_on(account: Account, session: Object, intent: Object) -> Outcome:
    status = intent["status"]
    if status == "requires_action":
        return Outcome(to=str(intent["next_action"]["redirect_to_url"]["url"]))
    if status == "requires_payment_method":
        return Outcome(problem=str(intent["last_payment_error"]["message"]))
    if session["mode"] == "subscription":
        subscriptions.confirm(account, session, intent)
    _complete(account, session, "paid" if status == "succeeded" else "unpaid")
    return Outcome(to=after(session))


def _complete(account: Account, session: Object, payment_status: str) -> None:
    email, name = session["_payer"]
    session.update(
        status="complete",
        url=None,
        payment_status=payment_status,
        customer_details={
            "address": None,
            "email": email,
            "name": name,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    )
    account.emit("checkout.session.completed", session)


def settle(
    account: Account, intent: Object, *, succeeds: bool | None = None
) -> bool | None:
    """Let a delayed payment succeed or fail, and tell the session of it."""
    came = payments.settle(account, intent, succeeds=succeeds)
    if came is None:
        return None
    if intent.get("_invoice"):
        renewals.settled(account, intent, came=came)
    if key := intent.get("_session"):
        session = account.store.get("checkout.session", key)
        if came:
            session["payment_status"] = "paid"
        word = "succeeded" if came else "failed"
        account.emit(f"checkout.session.async_payment_{word}", session)
    return came
