"""Which requests the sandbox understands, and the SDK's TypedDict that each must satisfy."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import stripe.params

from devtools.stripe_sandbox import (
    catalog,
    checkout,
    disputes,
    invoices,
    lists,
    methods,
    payments,
    portal,
    refunds,
    removal,
    renewals,
    subscriptions,
)
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.store import Object

Endpoint = Callable[..., Object]


class Route(NamedTuple):
    """One request: its path as a pattern with one id at most."""

    method: str
    pattern: re.Pattern[str]
    contract: type
    endpoint: Endpoint


def _contract(name: str) -> type:
    """Return a TypedDict by its name, like CustomerCreateParams or checkout.SessionCreateParams."""
    found: Any = stripe.params
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]  # the SDK loads these by name


def _route(method: str, path: str, contract: str, endpoint: Endpoint) -> Route:
    pattern = re.compile(f"/v1/{path.replace('{id}', '(?P<key>[^/]+)')}")
    return Route(method, pattern, _contract(f"{contract}Params"), endpoint)


def _listing(kind: str, path: str) -> Endpoint:
    def endpoint(account: Account, given: Params) -> Object:
        return lists.listed(account, given, kind, f"/v1/{path}")

    return endpoint


def _retrieval(kind: str) -> Endpoint:
    def endpoint(account: Account, _given: Params, key: str) -> Object:
        return lists.current(account, account.store.get(kind, key))

    return endpoint


def _line_items(account: Account, given: Params, key: str) -> Object:
    session = account.store.get("checkout.session", key)
    url = f"/v1/checkout/sessions/{key}/line_items"
    return lists.sliced(checkout.items(account, session), given, url)


def _invoice_lines(account: Account, given: Params, key: str) -> Object:
    invoice = account.store.get("invoice", key)
    return lists.sliced(invoice["lines"]["data"], given, invoice["lines"]["url"])


def _methods_of(account: Account, given: Params, key: str) -> Object:
    customer = catalog.existing_customer(account, key)
    given["customer"] = customer["id"]
    return lists.listed(
        account, given, "payment_method", f"/v1/customers/{key}/payment_methods"
    )


# kind → (path, prefix of its TypedDicts): what can be listed and retrieved.
READABLE = {
    "customer": ("customers", "Customer"),
    "product": ("products", "Product"),
    "price": ("prices", "Price"),
    "checkout.session": ("checkout/sessions", "checkout.Session"),
    "payment_intent": ("payment_intents", "PaymentIntent"),
    "charge": ("charges", "Charge"),
    "refund": ("refunds", "Refund"),
    "dispute": ("disputes", "Dispute"),
    "radar.early_fraud_warning": (
        "radar/early_fraud_warnings",
        "radar.EarlyFraudWarning",
    ),
    "subscription": ("subscriptions", "Subscription"),
    "invoice": ("invoices", "Invoice"),
    "invoice_payment": ("invoice_payments", "InvoicePayment"),
    "balance_transaction": ("balance_transactions", "BalanceTransaction"),
    "event": ("events", "Event"),
    "payment_method": ("payment_methods", "PaymentMethod"),
}
CHANGES = (
    ("POST", "customers", "CustomerCreate", catalog.create_customer),
    ("POST", "customers/{id}", "CustomerUpdate", catalog.update_customer),
    ("DELETE", "customers/{id}", "CustomerDelete", removal.delete_customer),
    ("GET", "customers/{id}/payment_methods", "CustomerPaymentMethodList", _methods_of),
    ("POST", "products", "ProductCreate", catalog.create_product),
    ("POST", "products/{id}", "ProductUpdate", catalog.update_product),
    ("POST", "prices", "PriceCreate", catalog.create_price),
    ("POST", "prices/{id}", "PriceUpdate", catalog.update_price),
    ("POST", "checkout/sessions", "checkout.SessionCreate", checkout.create),
    ("POST", "checkout/sessions/{id}", "checkout.SessionUpdate", checkout.update),
    (
        "POST",
        "checkout/sessions/{id}/expire",
        "checkout.SessionExpire",
        checkout.expire,
    ),
    (
        "GET",
        "checkout/sessions/{id}/line_items",
        "checkout.SessionListLineItems",
        _line_items,
    ),
    ("POST", "payment_intents/{id}", "PaymentIntentUpdate", payments.update_intent),
    (
        "POST",
        "payment_intents/{id}/cancel",
        "PaymentIntentCancel",
        payments.cancel_intent,
    ),
    ("POST", "charges/{id}", "ChargeUpdate", payments.update_charge),
    ("POST", "refunds", "RefundCreate", refunds.create),
    ("POST", "refunds/{id}", "RefundUpdate", refunds.update),
    ("POST", "disputes/{id}", "DisputeUpdate", disputes.update),
    ("POST", "disputes/{id}/close", "DisputeClose", disputes.close),
    ("POST", "subscriptions/{id}", "SubscriptionUpdate", subscriptions.update),
    ("DELETE", "subscriptions/{id}", "SubscriptionCancel", subscriptions.cancel),
    ("POST", "subscriptions/{id}/resume", "SubscriptionResume", subscriptions.resume),
    ("POST", "invoices/{id}", "InvoiceUpdate", invoices.update),
    ("POST", "invoices/{id}/pay", "InvoicePay", renewals.pay),
    ("POST", "invoices/{id}/void", "InvoiceVoidInvoice", invoices.void),
    ("GET", "invoices/{id}/lines", "InvoiceListLines", _invoice_lines),
    ("POST", "payment_methods/{id}/detach", "PaymentMethodDetach", methods.detach),
    ("POST", "billing_portal/sessions", "billing_portal.SessionCreate", portal.create),
)


def _all() -> list[Route]:
    routes = []
    for kind, (path, prefix) in READABLE.items():
        retrieval = _retrieval(kind)
        routes.append(_route("GET", path, f"{prefix}List", _listing(kind, path)))
        routes.append(_route("GET", f"{path}/{{id}}", f"{prefix}Retrieve", retrieval))
    return routes + [_route(*change) for change in CHANGES]


ROUTES = _all()


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Return the route of a request and the id in its path."""
    for route in ROUTES:
        if route.method == method and (match := route.pattern.fullmatch(path)):
            return route, match.groupdict()
    raise invalid(
        f"Unrecognized request URL ({method}: {path}), or one the sandbox does not have.",
        status=404,
    )
