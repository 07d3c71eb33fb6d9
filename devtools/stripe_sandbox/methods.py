"""Payment methods: what a customer pays with, and how it shows on charges."""

import hashlib
from typing import NamedTuple

from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.account import Account, Params
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.store import Object


class Payer(NamedTuple):
    """Who fills in the form."""

    email: str | None = None
    name: str | None = None

    @property
    def details(self) -> Object:
        return {
            "address": None,
            "email": self.email,
            "name": self.name,
            "phone": None,
            "tax_id": None,
        }


def keep(account: Account, method: cards.Method, payer: Payer) -> Object:
    """Save what was typed; of the number, only what a real one would keep is shown."""
    shown = _card(method) if method.kind == "card" else _debit(method)
    return account.make(
        "payment_method",
        "pm_",
        type=method.kind,
        allow_redisplay="unspecified",
        billing_details=payer.details,
        customer=None,
        _number=method.number,
        **{method.kind: shown},
    )


def _fingerprint(method: cards.Method) -> str:
    return hashlib.sha256(method.number.encode()).hexdigest()[:16]


def _card(method: cards.Method) -> Object:
    return {
        "brand": method.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "display_brand": method.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": _fingerprint(method),
        "funding": "credit",
        "last4": method.last4,
        "networks": {"available": [method.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
    }


def _debit(method: cards.Method) -> Object:
    shown: Object = {"fingerprint": _fingerprint(method), "last4": method.last4}
    if method.kind == "us_bank_account":
        return {**shown, "bank_name": "SANDBOX BANK", "account_type": "checking"}
    return {**shown, "country": method.number[:2], "bank_code": method.number[4:12]}


def typed(payment_method: Object) -> cards.Method:
    """Return the test method behind a saved one."""
    return cards.BY_NUMBER[payment_method["_number"]]


def on_charge(payment_method: Object) -> Object:
    """Return `payment_method_details` of a charge."""
    kind = payment_method["type"]
    shown = dict(payment_method[kind])
    for only_saved in ("display_brand", "networks", "three_d_secure_usage"):
        shown.pop(only_saved, None)
    if kind == "card":
        shown["network"] = payment_method["card"]["brand"]
    return {"type": kind, kind: shown}


def attach(account: Account, payment_method: Object, customer: Object) -> None:
    """Keep the method for later charges of the customer."""
    payment_method["customer"] = customer["id"]
    account.emit("payment_method.attached", payment_method)


def detach(account: Account, _given: Params, key: str) -> Object:
    """Forget a saved method."""
    saved = account.store.get("payment_method", key)
    if saved["customer"] is None:
        raise invalid("The payment method is not attached to a customer.")
    owner, saved["customer"] = saved["customer"], None
    account.emit("payment_method.detached", saved, {"customer": owner})
    return saved
