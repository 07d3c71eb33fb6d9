"""Customers, products and prices."""

from typing import Any

from devtools.stripe_sandbox import money
from devtools.stripe_sandbox.account import Account, Params, changed
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.rules import merge_metadata, new_metadata, only
from devtools.stripe_sandbox.store import Object, identifier

CUSTOMER = (
    "address", "description", "email", "metadata", "name", "phone", "preferred_locales",
)  # fmt: skip
PRODUCT = (
    "active", "description", "images", "metadata", "name", "statement_descriptor",
    "tax_code", "unit_label", "url",
)  # fmt: skip
PRICE = (
    "active", "currency", "lookup_key", "metadata", "nickname", "product",
    "product_data", "recurring", "tax_behavior", "unit_amount",
)  # fmt: skip
LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}  # three years


def create_customer(account: Account, given: Params) -> Object:
    only(given, *CUSTOMER)
    check_email(given.get("email"))
    customer = account.make(
        "customer",
        "cus_",
        **{
            "metadata": new_metadata(given),
            "balance": 0,
            "delinquent": False,
            "invoice_prefix": identifier("", 8).upper(),
            "invoice_settings": {"default_payment_method": None},
            "next_invoice_sequence": 1,
            "preferred_locales": [],
            "tax_exempt": "none",
            **{name: value or None for name, value in given.items()},
        },
    )
    account.emit("customer.created", customer)
    return customer


def update_customer(account: Account, given: Params, key: str) -> Object:
    only(given, *CUSTOMER, "invoice_settings")
    customer = existing_customer(account, key)
    check_email(given.get("email"))
    settings = given.pop("invoice_settings", {})
    only(settings, "default_payment_method", at="invoice_settings")
    if method := settings.get("default_payment_method"):
        found = account.store.get("payment_method", method, "payment_method")
        if found["customer"] != key:
            raise invalid(
                "The customer does not have a payment method with this ID.",
                "invoice_settings[default_payment_method]",
            )

    def change(one: Object) -> None:
        merge_metadata(one, given)
        one.update(
            {name: value if value != "" else None for name, value in given.items()}
        )
        one["invoice_settings"] = {**one["invoice_settings"], **settings}

    return changed(account, customer, "customer.updated", change)


def check_email(email: str | None, param: str = "email") -> None:
    if email and ("@" not in email or " " in email or len(email) > 512):
        raise invalid(f"Invalid email address: {email}", param, "email_invalid")


def existing_customer(account: Account, key: str, param: str = "id") -> Object:
    """Return a customer that was not deleted."""
    customer = account.store.get("customer", key, param)
    if customer.get("deleted"):
        raise invalid(f"No such customer: '{key}'", param, "resource_missing", 404)
    return customer


def create_product(account: Account, given: Params) -> Object:
    only(given, *PRODUCT)
    product = account.make(
        "product",
        "prod_",
        **{
            "active": True,
            "images": [],
            "marketing_features": [],
            "metadata": new_metadata(given),
            "type": "service",
            "updated": account.now(),
            **given,
        },
    )
    account.emit("product.created", product)
    return product


def update_product(account: Account, given: Params, key: str) -> Object:
    only(given, *PRODUCT)
    product = account.store.get("product", key)

    def change(one: Object) -> None:
        merge_metadata(one, given)
        one.update(
            {name: value if value != "" else None for name, value in given.items()}
        )

    return changed(account, product, "product.updated", change)


def create_price(account: Account, given: Params, *, at: str = "") -> Object:
    """Make a price, and its product if one is described.

    Args:
        at: where in the request it stands, for the errors.
    """
    only(given, *PRICE, at=at)
    where = (lambda name: f"{at}[{name}]") if at else (lambda name: name)
    currency = money.check_currency(given["currency"], where("currency"))
    amount = _unit_amount(given, currency, where("unit_amount"))
    price = account.make(
        "price",
        "price_",
        active=given.get("active", True),
        billing_scheme="per_unit",
        currency=currency,
        lookup_key=given.get("lookup_key"),
        metadata=new_metadata(given),
        nickname=given.get("nickname"),
        product=_product(account, given, where("product")),
        recurring=_recurring(given, where("recurring")),
        tax_behavior=given.get("tax_behavior", "unspecified"),
        type="recurring" if "recurring" in given else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    account.emit("price.created", price)
    return price


def _unit_amount(given: Params, currency: str, param: str) -> int:
    if "unit_amount" not in given:
        raise invalid(f"Missing required param: {param}.", param, "parameter_missing")
    amount = int(given["unit_amount"])
    if amount < 0:
        raise invalid(
            "Invalid non-negative integer", param, "parameter_invalid_integer"
        )
    if amount > money.LARGEST:
        raise invalid("Amount is too large", param, "amount_too_large")
    money.check_steps(amount, currency, param)
    return amount


def _product(account: Account, given: Params, param: str) -> str:
    if ("product" in given) == ("product_data" in given):
        raise invalid(
            "You must specify either `product` or `product_data` when creating a price.",
            param,
            "parameter_missing",
        )
    if "product" in given:
        return str(account.store.get("product", given["product"], param)["id"])
    return str(create_product(account, dict(given["product_data"]))["id"])


def _recurring(given: Params, param: str) -> dict[str, Any] | None:
    if "recurring" not in given:
        return None
    recurring = dict(given["recurring"])
    only(recurring, "interval", "interval_count", "usage_type", at=param)
    count = recurring.setdefault("interval_count", 1)
    if not 1 <= count <= LONGEST[recurring["interval"]]:
        raise invalid(
            "The maximum interval is three years; the minimum is one.",
            f"{param}[interval_count]",
        )
    if recurring.setdefault("usage_type", "licensed") != "licensed":
        raise invalid("The sandbox has licensed prices only.", f"{param}[usage_type]")
    return recurring


def update_price(account: Account, given: Params, key: str) -> Object:
    only(given, "active", "lookup_key", "metadata", "nickname", "tax_behavior")
    price = account.store.get("price", key)

    def change(one: Object) -> None:
        merge_metadata(one, given)
        one.update(given)

    return changed(account, price, "price.updated", change)
