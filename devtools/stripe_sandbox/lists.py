"""Lists: filters, pages in both directions, expansion of ids into objects."""

from typing import Any

from devtools.stripe_sandbox import balance, checkout, shapes
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.rules import only
from devtools.stripe_sandbox.store import Json, Object, Page

LARGEST = 100
PAGING = ("limit", "starting_after", "ending_before")
# What each list can be filtered by: parameter → field.
FILTERS: dict[str, dict[str, str]] = {
    "customer": {"email": "email"},
    "product": {"active": "active"},
    "price": {"active": "active", "product": "product", "type": "type",
              "currency": "currency", "lookup_keys": "lookup_key"},
    "payment_intent": {"customer": "customer"},
    "charge": {"customer": "customer", "payment_intent": "payment_intent"},
    "refund": {"charge": "charge", "payment_intent": "payment_intent"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "radar.early_fraud_warning": {
        "charge": "charge",
        "payment_intent": "payment_intent",
    },
    "subscription": {"customer": "customer", "status": "status"},
    "invoice": {"customer": "customer", "subscription": "_subscription",
                "status": "status", "collection_method": "collection_method"},
    "invoice_payment": {"invoice": "invoice", "status": "status"},
    "balance_transaction": {"source": "source", "type": "type", "currency": "currency"},
    "checkout.session": {"customer": "customer", "payment_intent": "payment_intent",
                         "subscription": "subscription", "status": "status"},
    "event": {"type": "type", "types": "type"},
    "payment_method": {"customer": "customer", "type": "type"},
}  # fmt: skip
DATED = {
    "balance_transaction", "charge", "checkout.session", "customer", "dispute", "event",
    "invoice", "invoice_payment", "payment_intent", "price", "product", "refund",
    "radar.early_fraud_warning", "subscription",
}  # fmt: skip
DEEPEST = 4
MOST_TYPES = 20


def page_of(given: Params) -> Page:
    limit = given.pop("limit", 10)
    if not 1 <= limit <= LARGEST:
        raise invalid(f"The limit must be between 1 and {LARGEST}.", "limit")
    after, before = given.pop("starting_after", ""), given.pop("ending_before", "")
    if after and before:
        raise invalid(
            "You may not use both starting_after and ending_before.", "ending_before"
        )
    return Page(limit, after, before)


def listed(account: Account, given: Params, kind: str, url: str) -> Object:
    """Return one page of a kind, newest first."""
    page = page_of(given)
    created = given.pop("created", {}) if kind in DATED else {}
    if isinstance(created, int):
        created = {"gte": created, "lte": created}
    equal = _filters(given, kind)
    found, more = account.store.page(kind, page, equal, created)
    if kind == "balance_transaction":
        found = [balance.current(account, one) for one in found]
    return as_list(found, url, more=more)


def _filters(given: Params, kind: str) -> dict[str, Any]:
    equal: dict[str, Any] = {}
    if kind == "invoice_payment" and "payment" in given:
        payment = given.pop("payment")
        only(payment, "type", "payment_intent", at="payment")
        if "payment_intent" in payment:
            equal["_payment_intent"] = payment["payment_intent"]
    if kind == "subscription":
        equal |= _subscription_status(given)
    only(given, *FILTERS[kind])
    if "type" in given and "types" in given:
        raise invalid("You may not use both type and types.", "types")
    if len(given.get("types", ())) > MOST_TYPES:
        raise invalid(f"You may name up to {MOST_TYPES} types.", "types")
    for name, value in given.items():
        equal[FILTERS[kind][name]] = int(value) if isinstance(value, bool) else value
    return equal


def _subscription_status(given: Params) -> dict[str, Any]:
    """Without a status, everything is listed that was not canceled."""
    ended = ["canceled", "incomplete_expired"]
    running = ["active", "incomplete", "past_due", "paused", "trialing", "unpaid"]
    status = given.pop("status", "")
    if status == "all":
        return {}
    if status == "ended":
        return {"status": ended}
    return {"status": status or running}


def as_list(found: list[Object], url: str, *, more: bool = False) -> Object:
    return {"object": "list", "data": found, "has_more": more, "url": url}


def sliced(found: list[Object], given: Params, url: str) -> Object:
    """Return a page of things that belong to one object, in their own order."""
    page = page_of(given)
    keys = [one["id"] for one in found]
    for cursor, param in (
        (page.after, "starting_after"),
        (page.before, "ending_before"),
    ):
        if cursor and cursor not in keys:
            raise invalid(f"No such object: '{cursor}'", param, "resource_missing")
    if page.before:
        end = keys.index(page.before)
        start = max(0, end - page.limit)
        return as_list(found[start:end], url, more=start > 0)
    start = keys.index(page.after) + 1 if page.after else 0
    part = found[start : start + page.limit]
    return as_list(part, url, more=start + page.limit < len(found))


# --- Expansion ---


def expand(account: Account, shown: Object, paths: list[str]) -> Object:
    """Put objects in the place of ids: `data.charge`, `latest_charge.balance_transaction`."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST + (shown.get("object") == "list"):
            raise invalid(
                "You cannot expand more than 4 levels of a property.", "expand"
            )
        _expand(account, shown, parts, path)
    return shown


def _expand(account: Account, shown: Object, parts: list[str], path: str) -> None:
    name, *rest = parts
    if shown.get("object") == "list":
        if name != "data" or not rest:
            raise _impossible(path)
        for one in shown["data"]:
            _expand(account, one, rest, path)
        return
    if name not in shown and not _is_field(shown, name):
        raise _impossible(path)
    value = shown.get(name)
    if _is_field(shown, name):
        shown[name] = _fetched(account, shown, name, value)
    elif not isinstance(value, dict | list) and (value is not None or not rest):
        if not ("object" not in shown and isinstance(value, str)):
            raise _impossible(path)
        shown[name] = _fetched(account, shown, name, value)
    if rest:
        _expand_inside(account, shown[name], rest, path)


def _is_field(shown: Object, name: str) -> bool:
    """Tell whether an object could have this field although it does not show it."""
    return "object" in shown and shapes.is_expandable(shown["object"], name)


def _expand_inside(account: Account, value: Json, rest: list[str], path: str) -> None:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            _expand(account, one, rest, path)


def _impossible(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", "expand")


def _fetched(account: Account, shown: Object, name: str, value: Json) -> Json:
    key = shown.get("id", "")
    if value is None and (shown.get("object"), name) in WHOLE_LISTS:
        kind, field, url = WHOLE_LISTS[(shown["object"], name)]
        if kind == "item":
            found = checkout.items(account, account.store.get("checkout.session", key))
        else:
            found = account.store.all(kind, **{field: key})[::-1]
        return account.show(as_list(found[:10], url.format(key), more=len(found) > 10))
    if isinstance(value, list):
        return [_fetched(account, shown, name, one) for one in value]
    if isinstance(value, str) and (thing := account.store.look(value)):
        return account.show(current(account, thing))
    return value


WHOLE_LISTS = {
    ("checkout.session", "line_items"): (
        "item",
        "",
        "/v1/checkout/sessions/{}/line_items",
    ),
    ("charge", "refunds"): ("refund", "charge", "/v1/charges/{}/refunds"),
    ("invoice", "payments"): ("invoice_payment", "invoice", "/v1/invoice_payments"),
    ("customer", "subscriptions"): (
        "subscription",
        "customer",
        "/v1/customers/{}/subscriptions",
    ),
}


def current(account: Account, thing: Object) -> Object:
    """Return an object as it is to be shown now."""
    if thing["object"] == "balance_transaction":
        return balance.current(account, thing)
    if thing["object"] == "customer" and thing.get("deleted"):
        return {"id": thing["id"], "object": "customer", "deleted": True}
    return thing
