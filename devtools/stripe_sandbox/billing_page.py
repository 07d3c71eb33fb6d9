"""The billing portal's page: change the card, cancel, take that back, pay what is open."""

from devtools.stripe_sandbox import (
    cards,
    hosted_page,
    methods,
    money,
    portal,
    renewals,
    subscriptions,
)
from devtools.stripe_sandbox.account import Account, changed
from devtools.stripe_sandbox.errors import ApiError, invalid
from devtools.stripe_sandbox.methods import Payer
from devtools.stripe_sandbox.store import Object
from devtools.stripe_sandbox.web import Field, Page, Visit, redirect, refuse, render

DONE = {
    "card": "The card was changed.",
    "cancel": "The subscription ends with its period.",
    "keep": "The subscription goes on.",
    "paid": "The invoice was paid.",
}


def billing_page(account: Account, visit: Visit, key: str) -> Page:
    """Show what the customer may change, or change it."""
    with account.working():
        session = account.store.get("billing_portal.session", key)
        if not portal.is_open(account, session):
            return refuse("This page has expired", "Go back and open it again.", 410)
        if visit.method != "POST":
            done = DONE.get(visit.query.removeprefix("done="), "")
            return _show(account, session, {}, {}, done)
        return _act(account, session, visit)


def _act(account: Account, session: Object, visit: Visit) -> Page:
    form = visit.form
    verb = form.get("do", "")
    if verb == "card":
        method, errors = _typed(form)
        if method is None or errors:
            return _show(account, session, form, errors, "")
        change_card(account, session, method)
    elif verb in ("cancel", "keep"):
        subscription = _own(account, session, "subscription", form)
        # A date, as on Stripe's page: its subscriptions are of the flexible kind.
        end = "min_period_end" if verb == "cancel" else ""
        subscriptions.update(account, {"cancel_at": end}, subscription["id"])
    elif verb == "paid":
        try:
            renewals.pay(account, {}, _own(account, session, "invoice", form)["id"])
        except ApiError as error:
            return _show(account, session, form, {"number": error.message}, "")
    else:
        raise invalid("There is no such button.", "do")
    return redirect(_next(session, verb, visit))


def _next(session: Object, verb: str, visit: Visit) -> str:
    after = (session["flow"] or {}).get("after_completion", {})
    if after.get("type") == "redirect":
        return str(after["redirect"]["return_url"])
    return f"{visit.path}?done={verb}"


def _own(account: Account, session: Object, kind: str, form: dict[str, str]) -> Object:
    found = account.store.get(kind, form.get(kind, ""))
    if found["customer"] != session["customer"]:
        raise invalid(f"No such {kind}.", kind, "resource_missing", 404)
    return found


def _typed(form: dict[str, str]) -> tuple[cards.Method | None, dict[str, str]]:
    method = cards.find(form.get("number", ""))
    if method is None or method.kind != "card":
        return None, {"number": "Your card number is incorrect. Use a test number."}
    if method.outcome == cards.DECLINED:
        return None, {"number": method.message}
    return method, hosted_page.check_card(form)


def change_card(account: Account, session: Object, method: cards.Method) -> None:
    """Keep the card, and let the customer and every running subscription use it."""
    customer = account.store.get("customer", session["customer"])
    saved = methods.keep(
        account, method, Payer(customer.get("email"), customer.get("name"))
    )
    methods.attach(account, saved, customer)

    def use(one: Object) -> None:
        one["invoice_settings"] = {
            **one["invoice_settings"],
            "default_payment_method": saved["id"],
        }

    changed(account, customer, "customer.updated", use)
    for subscription in account.store.all("subscription", customer=customer["id"]):
        if subscription["status"] not in subscriptions.ENDED:
            given = {"default_payment_method": saved["id"]}
            subscriptions.update(account, given, subscription["id"])


def _show(
    account: Account,
    session: Object,
    form: dict[str, str],
    errors: dict[str, str],
    done: str,
) -> Page:
    fields = [
        Field("number", "Card number", form.get("number", ""), errors.get("number", ""),
              inputmode="numeric", hint="A test number from the list below."),
        Field("expiry", "Expires (MM/YY)", form.get("expiry", "12/34"), errors.get("expiry", "")),
        Field("cvc", "Security code", form.get("cvc", "123"), errors.get("cvc", ""),
              inputmode="numeric"),
    ]  # fmt: skip
    flow = (session["flow"] or {}).get("type", "")
    return render(
        "billing.html",
        422 if errors else 200,
        title="Your payments",
        done=done,
        fields=fields,
        problems=[one for one in fields if one.error],
        offers_card=flow in ("", "payment_method_update"),
        plans=_plans(account, session) if flow != "payment_method_update" else [],
        return_url=session["return_url"],
        methods=cards.CARDS,
    )


def _plans(account: Account, session: Object) -> list[dict[str, object]]:
    plans = []
    for one in account.store.all("subscription", customer=session["customer"]):
        item = one["items"]["data"][0]
        every = item["price"]["recurring"]["interval"]
        due = money.show(
            item["price"]["unit_amount"] * item["quantity"], one["currency"]
        )
        saved = account.store.look(one["default_payment_method"] or "") or {}
        plans.append(
            {
                "id": one["id"],
                "amount": f"{due} every {every}",
                "status": one["status"],
                "until": hosted_page.day(item["current_period_end"]),
                "ends": bool(one.get("cancel_at")),
                "runs": one["status"] not in subscriptions.ENDED,
                "method": (saved.get("card") or {}).get("last4", ""),
                "invoices": _open_invoices(account, one),
            }
        )
    return plans


def _open_invoices(account: Account, subscription: Object) -> list[dict[str, str]]:
    return [
        {"id": one["id"], "amount": money.show(one["amount_due"], one["currency"])}
        for one in account.store.all("invoice", _subscription=subscription["id"])
        if one["status"] == "open"
    ]
