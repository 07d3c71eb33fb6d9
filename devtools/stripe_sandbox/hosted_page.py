"""The page where people pay, and the step where their bank asks who they are."""

import re
from datetime import UTC, datetime

from devtools.stripe_sandbox import cards, money, paying
from devtools.stripe_sandbox.account import Account
from devtools.stripe_sandbox.cards import Method
from devtools.stripe_sandbox.methods import Payer
from devtools.stripe_sandbox.paying import Outcome
from devtools.stripe_sandbox.store import Object
from devtools.stripe_sandbox.web import Field, Page, Visit, redirect, render

BUTTONS = {"donate": "Donate", "book": "Book", "subscribe": "Subscribe"}
EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
Errors = dict[str, str]


def checkout_page(account: Account, visit: Visit, key: str) -> Page:
    """Show the form; take it, pay, and send people back to the portal."""
    session = account.store.get("checkout.session", key)
    if visit.method != "POST":
        return _form(account, session, {}, {}) if _is_open(session) else _over(session)
    with account.working():
        session = account.store.get("checkout.session", key)
        if session["status"] == "expired":
            return _over(session)
        method, errors = _check(session, visit.form)
        if errors or method is None:
            return _form(account, session, visit.form, errors)
        payer = Payer(
            _email(session, account, visit.form), visit.form.get("name") or None
        )
        outcome = paying.pay(account, session, method, payer)
    return _go(account, session, visit.form, outcome)


def _is_open(session: Object) -> bool:
    return bool(session["status"] == "open")


def _go(
    account: Account, session: Object, form: dict[str, str], outcome: Outcome
) -> Page:
    if outcome.to:
        return redirect(outcome.to)
    return _form(account, session, form, {"number": outcome.problem})


def _check(session: Object, form: dict[str, str]) -> tuple[Method | None, Errors]:
    """Return the test method that was typed, or what is wrong, by field."""
    errors: Errors = {}
    if not _known_email(session) and not EMAIL.fullmatch(form.get("email", "")):
        errors["email"] = "Enter an e-mail address, like name@example.org."
    if not form.get("number"):
        errors["number"] = "Enter one of the test numbers of this page."
        return None, errors
    method = cards.find(form["number"])
    if method is None:
        errors["number"] = (
            "Your card number is incorrect. The sandbox takes the test numbers below only; "
            "never type a real one."
        )
    elif method.kind not in session["payment_method_types"]:
        errors["number"] = "This method cannot pay here: it does not fit the currency."
    elif method.kind == "card":
        errors |= check_card(form)
    return method, errors


def check_card(form: dict[str, str]) -> Errors:
    """Return what is wrong with date and code; the sandbox takes any that could be."""
    errors: Errors = {}
    found = re.fullmatch(r"(\d{1,2})\s*/\s*(?:20)?(\d{2})", form.get("expiry", ""))
    if not found or not 1 <= int(found[1]) <= 12:
        errors["expiry"] = "Enter month and year, like 12/34."
    elif (2000 + int(found[2]), int(found[1])) < _this_month():
        errors["expiry"] = "Your card’s expiration date is in the past."
    if not re.fullmatch(r"\d{3,4}", form.get("cvc", "")):
        errors["cvc"] = "Enter the security code: any three or four digits."
    return errors


def _this_month() -> tuple[int, int]:
    today = datetime.now(UTC)
    return today.year, today.month


def day(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%d %B %Y}"


def _known_email(session: Object) -> str:
    return session.get("customer_email") or ""


def _email(session: Object, account: Account, form: dict[str, str]) -> str:
    if session["customer"]:
        customer = account.store.get("customer", session["customer"])
        return str(customer.get("email") or form.get("email", ""))
    return _known_email(session) or form["email"]


def _fields(
    account: Account, session: Object, form: dict[str, str], errors: Errors
) -> list[Field]:
    email = _known_email(session) or ""
    if session["customer"]:
        email = account.store.get("customer", session["customer"]).get("email") or ""
    only_cards = session["payment_method_types"] == ["card"]
    number = "Card number" if only_cards else "Card or account number"
    hint = "" if only_cards else "Not needed for a bank debit."
    fields = [
        Field("email", "E-mail", email, kind="email", autocomplete="email",
              inputmode="email"),
        Field("name", "Name", autocomplete="name", required=False),
        Field("number", number, "4242 4242 4242 4242",
              hint="A test number from the list below, never a real one."),
        Field("expiry", "Expires (MM/YY)", "12/34", hint=hint),
        Field("cvc", "Security code", "123", hint=hint, inputmode="numeric"),
    ]  # fmt: skip
    return [
        one._replace(
            value=form.get(one.name, one.value), error=errors.get(one.name, "")
        )
        for one in fields
    ]


def _form(
    account: Account, session: Object, form: dict[str, str], errors: Errors
) -> Page:
    kinds = session["payment_method_types"]
    fields = _fields(account, session, form, errors)
    return render(
        "pay.html",
        422 if errors else 200,
        title="Pay",
        action=f"/c/pay/{session['id']}",  # also where the bank's page says no
        amount=amount(account, session),
        items=[one["description"] for one in session["_items"]],
        note=((session["custom_text"] or {}).get("submit") or {}).get("message", ""),
        fields=fields,
        problems=[one for one in fields if one.error],
        button=BUTTONS.get(session["submit_type"] or "", _default_button(session)),
        cancel_url=session["cancel_url"],
        methods=[one for one in (*cards.CARDS, *cards.DEBITS) if one.kind in kinds],
    )


def _default_button(session: Object) -> str:
    return "Subscribe" if session["mode"] == "subscription" else "Pay"


def amount(account: Account, session: Object) -> str:
    """Return what is to be paid, and how often."""
    shown = money.show(session["amount_total"], session["currency"])
    price = account.store.get("price", session["_items"][0]["price"])
    if not price["recurring"]:
        return shown
    count, interval = (
        price["recurring"]["interval_count"],
        price["recurring"]["interval"],
    )
    return f"{shown} every {f'{count} {interval}s' if count > 1 else interval}"


def _over(session: Object) -> Page:
    if session["status"] == "complete":
        return redirect(paying.after(session))
    return render("expired.html", 410, title="This page has expired",
                  cancel_url=session["cancel_url"])  # fmt: skip


def authentication_page(account: Account, visit: Visit, key: str) -> Page:
    """Stand in for the bank of a 3-D Secure card: prove, or fail to."""
    with account.working():
        intent = account.store.get("payment_intent", key)
        session = account.store.get("checkout.session", intent.get("_session", ""))
        if not _is_open(session):
            return _over(session)
        if visit.method != "POST":
            shown = money.show(intent["amount"], intent["currency"])
            return render("authenticate.html", title="3-D Secure", amount=shown)
        passed = visit.form.get("answer") == "complete"
        outcome = paying.go_on_after_authentication(account, intent, passed=passed)
    form = {"email": session["_payer"][0] or "", "name": session["_payer"][1] or ""}
    return _go(account, session, form, outcome)
