"""Checkout Sessions: made by the portal, completed or expired, listed with their items."""

from typing import Any

from devtools.stripe_sandbox import cards, catalog, money, payments
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid, not_in_sandbox
from devtools.stripe_sandbox.rules import merge_metadata, new_metadata, only
from devtools.stripe_sandbox.store import Object, identifier

HALF_AN_HOUR, DAY = 1800, 86400
SLACK = 60  # seconds by which the portal's clock may differ
TAKEN = (
    "allowed_payment_method_types", "billing_address_collection", "cancel_url",
    "client_reference_id", "custom_text", "customer", "customer_creation",
    "customer_email", "expires_at", "line_items", "locale", "metadata", "mode",
    "payment_intent_data", "submit_type", "subscription_data", "success_url", "ui_mode",
)  # fmt: skip
ITEM = ("price", "price_data", "quantity")
MOST_ITEMS = {"payment": 100, "subscription": 20}


def create(account: Account, given: Params) -> Object:
    only(given, *TAKEN)
    _check_mode(given)
    _check_addresses(given)
    customer = _check_customer(account, given)
    expires = _expiry(account, given)
    items = _items(account, given)
    total = sum(one["amount_total"] for one in items)
    currency = items[0]["currency"]
    kinds = _kinds(given, currency)
    if given["mode"] == "subscription" and len(items) > 1:
        raise not_in_sandbox("subscriptions with several items", "line_items")
    if given["mode"] == "subscription" or total:
        money.check_amount(total, currency, "line_items")
    session = account.make(
        "checkout.session",
        "cs_test_",
        **_plain(given),
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False},
        currency=currency,
        custom_fields=[],
        customer=customer,
        customer_creation=_customer_creation(given),
        expires_at=expires,
        metadata=new_metadata(given),
        payment_method_types=kinds,
        payment_status="unpaid" if total else "no_payment_required",
        shipping_options=[],
        status="open",
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        _given=given,
        _items=items,
    )
    session["url"] = f"{account.base}/c/pay/{session['id']}"
    account.plan(expires, "expire", session)
    return account.store.save(session)


def _plain(given: Params) -> Params:
    """Return what a session shows as it was given."""
    texts = given.get("custom_text", {})
    return {
        "allow_promotion_codes": None,
        "billing_address_collection": given.get("billing_address_collection"),
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "custom_text": {name: value or None for name, value in texts.items()},
        "customer_email": given.get("customer_email"),
        "locale": given.get("locale"),
        "mode": given["mode"],
        "payment_method_collection": "always",
        "submit_type": given.get("submit_type"),
        "success_url": given["success_url"],
        "ui_mode": "hosted_page",
    }


def _check_mode(given: Params) -> None:
    mode = given.get("mode")
    if mode is None:
        raise invalid("Missing required param: mode.", "mode", "parameter_missing")
    if mode == "setup" or given.get("ui_mode", "hosted_page") != "hosted_page":
        only(given, *(set(TAKEN) - {"mode", "ui_mode"}))
    if not given.get("line_items"):
        raise invalid(
            f"The parameter `line_items` is required in `{mode}` mode.",
            "line_items",
            "parameter_missing",
        )
    if mode == "payment":
        forbidden = {"subscription_data": "subscription"}
    else:
        forbidden = dict.fromkeys(
            ("payment_intent_data", "customer_creation"), "payment"
        )
    for name, other in forbidden.items():
        if name in given:
            raise invalid(f"`{name}` can only be used in `{other}` mode.", name)
    submit = given.get("submit_type", "auto")
    if submit not in SUBMIT_TYPES[mode]:
        raise invalid(
            f"`submit_type` {submit} cannot be used in `{mode}` mode.", "submit_type"
        )
    only(given.get("payment_intent_data", {}), "description", "metadata",
         "receipt_email", at="payment_intent_data")  # fmt: skip
    only(given.get("subscription_data", {}), "description", "metadata",
         at="subscription_data")  # fmt: skip


SUBMIT_TYPES = {
    "payment": ("auto", "book", "donate", "pay"),
    "subscription": ("auto", "subscribe"),
}


def _check_addresses(given: Params) -> None:
    if "success_url" not in given:
        raise invalid(
            "Missing required param: success_url.", "success_url", "parameter_missing"
        )
    for name in ("success_url", "cancel_url"):
        url = given.get(name, "https://")
        if not url.startswith(("http://", "https://")) or len(url) > 5000:
            raise invalid(
                f"Not a valid URL: {url[:80]}. URLs must begin with http or https.",
                name,
                "url_invalid",
            )


def _check_customer(account: Account, given: Params) -> str | None:
    named = [one for one in ("customer", "customer_email") if given.get(one)]
    if len(named) == 2:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_email.",
            "customer",
        )
    if given.get("customer") and given.get("customer_creation"):
        raise invalid(
            "You may not set `customer_creation` together with `customer`.",
            "customer_creation",
        )
    catalog.check_email(given.get("customer_email"), "customer_email")
    if not given.get("customer"):
        return None
    return str(catalog.existing_customer(account, given["customer"], "customer")["id"])


def _customer_creation(given: Params) -> str | None:
    if given.get("customer"):
        return None
    default = "always" if given["mode"] == "subscription" else "if_required"
    return str(given.get("customer_creation", default))


def _expiry(account: Account, given: Params) -> int:
    now = account.now()
    expires = int(given.get("expires_at", now + DAY))
    if not now + HALF_AN_HOUR - SLACK <= expires <= now + DAY + SLACK:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours "
            "from Checkout Session creation.",
            "expires_at",
        )
    return expires


def _kinds(given: Params, currency: str) -> list[str]:
    kinds = cards.kinds(currency, given.get("allowed_payment_method_types"))
    if not kinds:
        raise invalid(
            "No valid payment method types for this Checkout Session.",
            "allowed_payment_method_types",
        )
    return kinds


def _items(account: Account, given: Params) -> list[Object]:
    items: list[Object] = []
    if len(given["line_items"]) > MOST_ITEMS[given["mode"]]:
        raise invalid("There are too many line items.", "line_items")
    for at, wanted in enumerate(given["line_items"]):
        items.append(_item(account, given["mode"], wanted, f"line_items[{at}]"))
    if len({one["currency"] for one in items}) > 1:
        raise invalid("All line items must have the same currency.", "line_items")
    return items


def _item(account: Account, mode: str, wanted: Params, at: str) -> Object:
    only(wanted, *ITEM, at=at)
    price = _price(account, wanted, at)
    if mode == "payment" and price["recurring"]:
        raise invalid(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            at,
        )
    if mode == "subscription" and not price["recurring"]:
        raise invalid("In `subscription` mode the sandbox wants recurring prices.", at)
    if "quantity" not in wanted:
        raise invalid(f"Missing required param: {at}[quantity].", f"{at}[quantity]",
                      "parameter_missing")  # fmt: skip
    if not 1 <= wanted["quantity"] <= 999_999:
        raise invalid("Quantity must be at least 1.", f"{at}[quantity]")
    amount = price["unit_amount"] * wanted["quantity"]
    product = account.store.get("product", price["product"])
    return {
        "id": identifier("li_"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "price": price["id"],
        "quantity": wanted["quantity"],
    }


def _price(account: Account, wanted: Params, at: str) -> Object:
    if ("price" in wanted) == ("price_data" in wanted):
        raise invalid(
            "You must specify exactly one of `price` and `price_data`.",
            f"{at}[price]",
            "parameter_missing",
        )
    if "price_data" in wanted:
        data = dict(wanted["price_data"])
        return catalog.create_price(account, data, at=f"{at}[price_data]")
    price = account.store.get("price", wanted["price"], f"{at}[price]")
    if not price["active"]:
        raise invalid("The price specified is inactive.", f"{at}[price]")
    return price


def items(account: Account, session: Object) -> list[Object]:
    """Return the line items with their prices as they are now."""
    return [
        {**one, "price": account.show(account.store.get("price", one["price"]))}
        for one in session["_items"]
    ]


def require_open(session: Object) -> None:
    if session["status"] != "open":
        raise invalid(
            "Only Checkout Sessions with a status in ['open'] can be changed. This Checkout "
            f"Session has a status of `{session['status']}`."
        )


def expire(account: Account, _given: Params, key: str) -> Object:
    session = account.store.get("checkout.session", key)
    require_open(session)
    return close(account, session)


def close(account: Account, session: Object) -> Object:
    """End an open session without a payment; what was begun of one is canceled."""
    if key := session.get("payment_intent") or session.get("_intent"):
        payments.cancel_intent(account, {"cancellation_reason": "expired"}, key)
    session.update(status="expired", url=None)
    account.emit("checkout.session.expired", session)
    return session


def update(account: Account, given: Params, key: str) -> Object:
    only(given, "metadata")
    session = account.store.get("checkout.session", key)
    merge_metadata(session, given)
    return account.store.save(session)


def data_of(session: Object, name: str) -> dict[str, Any]:
    """Return payment_intent_data or subscription_data as it was given."""
    return dict(session["_given"].get(name, {}))
