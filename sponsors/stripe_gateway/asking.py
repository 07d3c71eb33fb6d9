"""What Stripe is asked about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stripe

from sponsors import remote
from sponsors.stripe_gateway import reading
from sponsors.stripe_gateway.client import asks, client

if TYPE_CHECKING:
    from collections.abc import Iterable

SETTLED = ["balance_transaction"]
REFUND_SETTLED = ["balance_transaction", "failure_balance_transaction"]


@asks
def retrieve_session(session_id: str) -> remote.Session:
    return reading.session(client().v1.checkout.sessions.retrieve(session_id))


def open_session_url(session_id: str) -> str:
    """Return where an open payment page is; "" if it was paid or closed."""
    found = retrieve_session(session_id)
    return found.url if found.status == "open" else ""


@asks
def latest_charge(payment_intent: str) -> remote.Charge | None:
    """Return the last charge that was tried for a payment intent."""
    found = client().v1.payment_intents.retrieve(payment_intent)
    charge = reading.ref(found.latest_charge)
    return _charge(charge) if charge else None


def _charge(charge_id: str) -> remote.Charge:
    found = client().v1.charges.retrieve(charge_id, params={"expand": SETTLED})
    return reading.charge(found)


@asks
def bill_of(charge_id: str) -> remote.Bill:
    """Return a charge and, if no payment page of ours made it, the invoice it paid."""
    charge = _charge(charge_id)
    if charge.payment or not charge.payment_intent:
        return remote.Bill(charge)
    paid = client().v1.invoice_payments.list(
        params={
            "limit": 1,
            "payment": {
                "type": "payment_intent",
                "payment_intent": charge.payment_intent,
            },
        }
    )
    if not paid.data:
        return remote.Bill(charge)
    return remote.Bill(charge, _invoice(reading.ref(paid.data[0].invoice)))


def _invoice(invoice_id: str) -> remote.Invoice:
    return reading.invoice(client().v1.invoices.retrieve(invoice_id))


@asks
def retrieve_invoice(invoice_id: str) -> remote.Invoice:
    return _invoice(invoice_id)


@asks
def bills_of_invoice(invoice: remote.Invoice) -> list[remote.Bill]:
    """Return the charges that paid an invoice: none if nothing was due."""
    paid = client().v1.invoice_payments.list(
        params={"invoice": invoice.id, "status": "paid", "limit": 100}
    )
    return [remote.Bill(_charge(charge), invoice) for charge in _charges_of(paid.data)]


@asks
def last_try(invoice_id: str) -> remote.Charge | None:
    """Return the last charge that was tried for an invoice, whatever came of it."""
    tried = client().v1.invoice_payments.list(
        params={"invoice": invoice_id, "limit": 1}
    )
    charges = _charges_of(tried.data)
    return _charge(charges[0]) if charges else None


def _charges_of(payments: Iterable[stripe.InvoicePayment]) -> list[str]:
    found = []
    for one in payments:
        # Only a charge without payment intent stands here itself.
        charge = reading.ref(getattr(one.payment, "charge", None))
        intent = reading.ref(getattr(one.payment, "payment_intent", None))
        if intent:
            charge = reading.ref(
                client().v1.payment_intents.retrieve(intent).latest_charge
            )
        if charge:
            found.append(charge)
    return found


@asks
def retrieve_refund(refund_id: str) -> remote.Refund:
    found = client().v1.refunds.retrieve(refund_id, params={"expand": REFUND_SETTLED})
    return reading.refund(found)


@asks
def refunds_of(charge_id: str) -> list[remote.Refund]:
    found = client().v1.refunds.list(
        params={
            "charge": charge_id,
            "limit": 100,
            "expand": [f"data.{name}" for name in REFUND_SETTLED],
        }
    )
    return [reading.refund(one) for one in found.auto_paging_iter()]


@asks
def retrieve_dispute(dispute_id: str) -> remote.Dispute:
    return reading.dispute(client().v1.disputes.retrieve(dispute_id))


@asks
def retrieve_subscription(subscription_id: str) -> remote.Subscription:
    return reading.subscription(client().v1.subscriptions.retrieve(subscription_id))


@asks
def retrieve_customer(customer_id: str) -> remote.Customer:
    return reading.customer(client().v1.customers.retrieve(customer_id))


@asks
def retrieve_warning(warning_id: str) -> remote.Warning:
    found = client().v1.radar.early_fraud_warnings.retrieve(warning_id)
    return reading.warning(found)
