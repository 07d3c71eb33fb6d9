"""Invoices of subscriptions and the payments that settle them."""

import copy

from devtools.stripe_sandbox import payments
from devtools.stripe_sandbox.account import Account, Params, changed
from devtools.stripe_sandbox.errors import invalid
from devtools.stripe_sandbox.rules import merge_metadata, only
from devtools.stripe_sandbox.store import Object, identifier

# What is the same in each of our invoices; copied, never shared.
FRESH: Object = {
    "account_country": "US",
    "account_name": "Sandbox",
    "amount_overpaid": 0,
    "amount_paid": 0,
    "amount_shipping": 0,
    "attempt_count": 0,
    "attempted": False,
    "auto_advance": False,
    "automatic_tax": {"enabled": False},
    "collection_method": "charge_automatically",
    "customer_tax_exempt": "none",
    "customer_tax_ids": [],
    "default_tax_rates": [],
    "discounts": [],
    "issuer": {"type": "self"},
    "payment_settings": {},
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "starting_balance": 0,
    "status": "draft",
    "total_discount_amounts": [],
    "total_pretax_credit_amounts": [],
    "total_taxes": [],
}
AMOUNTS = (
    "amount_due", "amount_remaining", "subtotal", "subtotal_excluding_tax", "total",
    "total_excluding_tax",
)  # fmt: skip
NOW_UNSET = {
    "finalized_at": None,
    "marked_uncollectible_at": None,
    "paid_at": None,
    "voided_at": None,
}


def open_invoice(
    account: Account, subscription: Object, reason: str, period: tuple[int, int]
) -> Object:
    """Make the invoice for one period: a draft, which is finalized at once.

    Stripe waits about an hour before it finalizes the invoice of a renewal.
    """
    invoice = _draft(account, subscription, reason, period)
    subscription["latest_invoice"] = invoice["id"]
    account.store.save(subscription)
    account.emit("invoice.created", invoice)
    if subscription["status"] == "unpaid":
        return invoice  # nobody tries to collect it
    invoice.update(status="open", number=_number(account, invoice), auto_advance=True)
    invoice["effective_at"] = account.now()
    invoice["status_transitions"]["finalized_at"] = account.now()
    invoice["hosted_invoice_url"] = f"{account.base}/invoices/{invoice['id']}"
    invoice["invoice_pdf"] = f"{account.base}/invoices/{invoice['id']}/pdf"
    account.emit("invoice.finalized", invoice)
    return invoice


def _draft(
    account: Account, subscription: Object, reason: str, period: tuple[int, int]
) -> Object:
    item = subscription["items"]["data"][0]
    amount = item["price"]["unit_amount"] * item["quantity"]
    customer = account.store.get("customer", subscription["customer"])
    first = reason == "subscription_create"
    key = identifier("in_")
    return account.make(
        "invoice",
        "in_",
        **copy.deepcopy(FRESH),
        id=key,
        billing_reason=reason,
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer.get("email"),
        customer_name=customer.get("name"),
        lines=_lines(key, subscription, item, period),
        parent={
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
        },
        # The invoice itself covers the period that is over; its lines the one to come.
        period_start=period[0] if first else item["current_period_start"],
        period_end=period[0],
        status_transitions=dict(NOW_UNSET),
        **dict.fromkeys(AMOUNTS, amount),
        _subscription=subscription["id"],
    )


def _lines(
    key: str, subscription: Object, item: Object, period: tuple[int, int]
) -> Object:
    price = item["price"]
    amount = price["unit_amount"] * item["quantity"]
    line: Object = {
        "id": identifier("il_"),
        "object": "line_item",
        "amount": amount,
        "currency": subscription["currency"],
        "description": f"{item['quantity']} × (per {price['recurring']['interval']})",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": key,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": _line_parent(subscription, item),
        "period": {"start": period[0], "end": period[1]},
        "pretax_credit_amounts": [],
        "pricing": {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }
    url = f"/v1/invoices/{key}/lines"
    return {"object": "list", "data": [line], "has_more": False, "url": url}


def _line_parent(subscription: Object, item: Object) -> Object:
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": None,
            "proration": False,
            "subscription": subscription["id"],
            "subscription_item": item["id"],
        },
    }


def _number(account: Account, invoice: Object) -> str:
    customer = account.store.get("customer", invoice["customer"])
    sequence = customer.get("next_invoice_sequence") or 1
    customer["next_invoice_sequence"] = sequence + 1
    account.store.save(customer)
    return f"{customer['invoice_prefix']}-{sequence:04}"


def subscription_of(invoice: Object) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


def bind(account: Account, invoice: Object, intent: Object) -> Object:
    """Record that this intent is to pay the invoice."""
    intent["_invoice"] = invoice["id"]
    account.store.save(intent)
    payment = account.make(
        "invoice_payment",
        "inpay_",
        amount_paid=None,
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
        _payment_intent=intent["id"],
    )
    invoice["_intent"] = intent["id"]
    account.store.save(invoice)
    return payment


def intent_for(account: Account, invoice: Object, saved: Object) -> Object:
    """Return the intent that pays the invoice, made at the first attempt."""
    if key := invoice.get("_intent"):
        return account.store.get("payment_intent", key)
    intent = payments.new_intent(
        account,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        kinds=[saved["type"]],
        customer=invoice["customer"],
        description="Subscription update",
        metadata={},
        receipt_email=None,
    )
    bind(account, invoice, intent)
    return intent


def mark_paid(account: Account, invoice: Object) -> None:
    """Close the invoice and its payment; tell in the order Stripe usually tells."""
    amount = invoice["amount_due"]
    invoice.update(
        status="paid", amount_paid=amount, amount_remaining=0, attempted=True
    )
    invoice.update(next_payment_attempt=None, auto_advance=False)
    invoice["status_transitions"]["paid_at"] = account.now()
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    for payment in account.store.all("invoice_payment", invoice=invoice["id"]):
        payment.update(status="paid", amount_paid=amount)
        payment["status_transitions"]["paid_at"] = account.now()
        account.emit("invoice_payment.paid", payment)


def void(account: Account, _given: Params, key: str) -> Object:
    invoice = account.store.get("invoice", key)
    if invoice["status"] not in ("open", "uncollectible"):
        raise invalid(
            f"You can only void open invoices; this one is {invoice['status']}."
        )
    return close(account, invoice, "void", "voided_at", "invoice.voided")


def close(
    account: Account, invoice: Object, status: str, when: str, event: str
) -> Object:
    """End an invoice without money."""
    invoice.update(status=status, auto_advance=False, next_payment_attempt=None)
    invoice["status_transitions"][when] = account.now()
    account.emit(event, invoice)
    return invoice


def update(account: Account, given: Params, key: str) -> Object:
    only(given, "auto_advance", "description", "metadata")
    invoice = account.store.get("invoice", key)

    def change(one: Object) -> None:
        merge_metadata(one, given)
        one.update(given)

    return changed(account, invoice, "invoice.updated", change)
