"""Subscriptions: begun by Checkout, changed by the portal, ended by people or by dunning."""

from devtools.stripe_sandbox import (
    catalog,
    invoices,
    methods,
    payments,
    periods,
    planned_ends,
)
from devtools.stripe_sandbox.account import Account, Params, changed
from devtools.stripe_sandbox.errors import invalid, not_in_sandbox
from devtools.stripe_sandbox.rules import merge_metadata, only
from devtools.stripe_sandbox.store import Object, identifier

CHANGEABLE = (
    "cancel_at", "cancel_at_period_end", "cancellation_details", "default_payment_method",
    "description", "items", "metadata", "pause_collection", "proration_behavior",
)  # fmt: skip
ENDED = ("canceled", "incomplete_expired")


# --- Beginning ---


def begin(
    account: Account, session: Object, customer: str | None, saved: Object
) -> Object:
    """Try the first payment. The subscription comes into being when it went well."""
    if key := session.get("_intent"):
        intent = account.store.get("payment_intent", key)
    else:
        intent = payments.new_intent(
            account,
            amount=session["amount_total"],
            currency=session["currency"],
            kinds=session["payment_method_types"],
            customer=customer,
            description="Subscription creation",
            metadata={},  # a subscription's metadata is not copied to its payments
            receipt_email=None,
            setup_future_usage="off_session",
            _session=session["id"],
        )
        session["_intent"] = intent["id"]
    return payments.attempt(account, intent, saved)


def confirm(account: Account, session: Object, intent: Object) -> Object:
    """Make the subscription of a session whose payment succeeded or is under way."""
    customer = catalog.existing_customer(account, session["customer"])
    saved = account.store.get("payment_method", intent["payment_method"])
    methods.attach(account, saved, customer)
    subscription = _create(account, session, customer, saved)
    item = subscription["items"]["data"][0]
    period = (item["current_period_start"], item["current_period_end"])
    account.emit("customer.subscription.created", subscription)
    invoice = invoices.open_invoice(
        account, subscription, "subscription_create", period
    )
    invoices.bind(account, invoice, intent)
    invoice.update(attempted=True, attempt_count=1)
    if intent["status"] == "succeeded":
        invoices.mark_paid(account, invoice)
    account.plan(period[1], "renew", subscription)
    session.update(subscription=subscription["id"], invoice=invoice["id"])
    return account.store.save(subscription)


def _create(
    account: Account, session: Object, customer: Object, saved: Object
) -> Object:
    now = account.now()
    data = session["_given"].get("subscription_data", {})
    key = identifier("sub_")
    return account.make(
        "subscription",
        "sub_",
        id=key,
        automatic_tax={"enabled": False},
        billing_cycle_anchor=now,
        billing_mode={"type": "flexible", "flexible": None},
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        currency=session["currency"],
        customer=customer["id"],
        default_payment_method=saved["id"],
        default_tax_rates=[],
        description=data.get("description"),
        discounts=[],
        invoice_settings={"issuer": {"type": "self"}},
        items=_items(account, session, key, now),
        metadata=data.get("metadata") or {},
        payment_settings={"save_default_payment_method": "off"},
        start_date=now,
        status="active",
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
        _periods=1,
    )


def _items(account: Account, session: Object, key: str, now: int) -> Object:
    (wanted,) = session["_items"]
    price = account.store.get("price", wanted["price"])
    every = price["recurring"]
    item: Object = {
        "id": identifier("si_"),
        "object": "subscription_item",
        "created": now,
        "current_period_start": now,
        "current_period_end": periods.end_of(
            now, every["interval"], every["interval_count"]
        ),
        "discounts": [],
        "metadata": {},
        **priced(account, price),
        "quantity": wanted["quantity"],
        "subscription": key,
        "tax_rates": [],
    }
    url = f"/v1/subscription_items?subscription={key}"
    return {"object": "list", "data": [item], "has_more": False, "url": url}


def priced(account: Account, price: Object) -> Object:
    """Return price and the older plan, which says the same."""
    every = price["recurring"]
    plan: Object = {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": every["interval"],
        "interval_count": every["interval_count"],
        "livemode": False,
        "metadata": {},
        "product": price["product"],
        "usage_type": "licensed",
    }
    return {"price": account.show(price), "plan": account.show(plan)}


# --- Changing ---


def update(account: Account, given: Params, key: str) -> Object:
    only(given, *CHANGEABLE)
    planned_ends.check(given)
    subscription = account.store.get("subscription", key)
    if subscription["status"] in ENDED:
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    _check_method(account, given, subscription)
    item = _changed_item(account, given, subscription)

    def change(one: Object) -> None:
        merge_metadata(one, given)
        one["items"]["data"][0].update(item)
        if "cancel_at_period_end" in given:
            planned_ends.with_period(account, one, ends=given["cancel_at_period_end"])
        if "cancel_at" in given:
            planned_ends.at(account, one, given["cancel_at"])
        if "cancellation_details" in given:
            one["cancellation_details"].update(given["cancellation_details"])
        if "pause_collection" in given:
            one["pause_collection"] = _pause(account, one, given["pause_collection"])
        for name in ("default_payment_method", "description"):
            if name in given:
                one[name] = given[name] or None

    return changed(account, subscription, "customer.subscription.updated", change)


def _check_method(account: Account, given: Params, subscription: Object) -> None:
    if key := given.get("default_payment_method"):
        found = account.store.get("payment_method", key, "default_payment_method")
        if found["customer"] != subscription["customer"]:
            raise invalid(
                "The customer does not have a payment method with this ID.",
                "default_payment_method",
            )


def _changed_item(account: Account, given: Params, subscription: Object) -> Object:
    """Return what changes of the one item: its price or its quantity."""
    if "items" not in given:
        return {}
    if given.get("proration_behavior") != "none":
        raise not_in_sandbox(
            "prorations: pass proration_behavior=none", "proration_behavior"
        )
    (current,) = subscription["items"]["data"]
    if len(given["items"]) != 1 or given["items"][0].get("id") != current["id"]:
        raise not_in_sandbox("other items: pass the id of the one item", "items[0][id]")
    wanted = given["items"][0]
    only(wanted, "id", "price", "price_data", "quantity", at="items[0]")
    new: Object = {}
    if "price" in wanted or "price_data" in wanted:
        new = priced(account, _new_price(account, wanted, current["price"]))
    if "quantity" in wanted:
        if wanted["quantity"] < 1:
            raise invalid("Quantity must be at least 1.", "items[0][quantity]")
        new["quantity"] = wanted["quantity"]
    return new


def _new_price(account: Account, wanted: Params, old: Object) -> Object:
    if "price_data" in wanted:
        data = dict(wanted["price_data"])
        price = catalog.create_price(account, data, at="items[0][price_data]")
    else:
        price = account.store.get("price", wanted["price"], "items[0][price]")
    if not price["recurring"]:
        raise invalid("A subscription wants a recurring price.", "items[0][price]")
    if price["currency"] != old["currency"]:
        raise invalid(
            "You cannot change the currency of a subscription.", "items[0][price]"
        )
    new, now = price["recurring"], old["recurring"]
    if any(new[name] != now[name] for name in ("interval", "interval_count")):
        raise not_in_sandbox(
            "another interval in a running subscription", "items[0][price]"
        )
    return price


def _pause(
    account: Account, subscription: Object, wanted: Params | str
) -> Object | None:
    if not isinstance(wanted, dict):
        return None
    if resumes := wanted.get("resumes_at"):
        account.plan(resumes, "unpause", subscription)
    return {"behavior": wanted["behavior"], "resumes_at": resumes}


def unpause(account: Account, subscription: Object) -> None:
    """Collect again when the time of a pause is over."""
    pause = subscription.get("pause_collection")
    if pause and pause["resumes_at"] and pause["resumes_at"] <= account.now():
        changed(
            account,
            subscription,
            "customer.subscription.updated",
            lambda one: one.update(pause_collection=None),
        )


# --- Ending ---


def cancel(account: Account, given: Params, key: str) -> Object:
    only(given, "cancellation_details", "invoice_now", "prorate")
    if given.get("invoice_now") or given.get("prorate"):
        raise not_in_sandbox("a last invoice or prorations", "prorate")
    subscription = account.store.get("subscription", key)
    if subscription["status"] in ENDED:
        raise invalid(f"No such subscription: '{key}'", "id", "resource_missing", 404)
    subscription["cancellation_details"].update(given.get("cancellation_details", {}))
    return end(account, subscription, "cancellation_requested")


def end(account: Account, subscription: Object, reason: str) -> Object:
    """End a subscription now and forever."""
    now = account.now()
    subscription.update(status="canceled", ended_at=now)
    subscription["canceled_at"] = subscription.get("canceled_at") or now
    subscription["cancellation_details"]["reason"] = reason
    account.emit("customer.subscription.deleted", subscription)
    return subscription


def resume(account: Account, _given: Params, key: str) -> Object:
    subscription = account.store.get("subscription", key)
    raise invalid(
        "You cannot resume a subscription that is not paused "
        f"(`status` is {subscription['status']})."
    )
