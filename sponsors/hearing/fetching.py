"""What to ask Stripe when it speaks of something: always the thing itself, as it is now.

An event is only a hint. What it carries may be old by the time it is read, so its objects
are fetched again, with what they belong to, before any transaction begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sponsors import stripe_gateway as stripe
from sponsors.remote import Bill

if TYPE_CHECKING:
    from sponsors.hearing.applying.everything import Thing
    from sponsors.remote import Charge, Session

Object = Mapping[str, Any]


def session(session_id: str) -> list[Thing]:
    """Fetch a payment page, and the charge or invoice that came of it."""
    found = stripe.retrieve_session(session_id)
    if found.status != "complete":
        return [found]
    if found.subscription:
        is_unpaid = found.payment_status == "unpaid" and found.invoice
        last = stripe.last_try(found.invoice) if is_unpaid else None
        told = [*subscription(found.subscription), *invoice(found.invoice)]
        return [_with_end(found, last), *told]
    last = stripe.latest_charge(found.payment_intent) if found.payment_intent else None
    return [_with_end(found, last), *([Bill(last)] if last else [])]


def _with_end(found: Session, last: Charge | None) -> Session:
    """Say of a finished page whose money has not come whether the bank refused it."""
    has_failed = last is not None and last.status == "failed"
    return replace(found, has_failed=has_failed and found.payment_status == "unpaid")


def charge(charge_id: str) -> list[Thing]:
    return [stripe.bill_of(charge_id)]


def refunds(charge_id: str) -> list[Thing]:
    return [stripe.bill_of(charge_id), *stripe.refunds_of(charge_id)]


def refund(refund_id: str) -> list[Thing]:
    found = stripe.retrieve_refund(refund_id)
    return [stripe.bill_of(found.charge), found]


def dispute(dispute_id: str) -> list[Thing]:
    found = stripe.retrieve_dispute(dispute_id)
    return [stripe.bill_of(found.charge), found]


def warning(warning_id: str) -> list[Thing]:
    found = stripe.retrieve_warning(warning_id)
    return [stripe.bill_of(found.charge), found]


def invoice(invoice_id: str) -> list[Thing]:
    if not invoice_id:
        return []
    found = stripe.retrieve_invoice(invoice_id)
    return [found, *stripe.bills_of_invoice(found)]


def subscription(subscription_id: str) -> list[Thing]:
    return [stripe.retrieve_subscription(subscription_id)]


def customer(customer_id: str) -> list[Thing]:
    return [stripe.retrieve_customer(customer_id)]


def _by_id(fetch: Callable[[str], list[Thing]]) -> Callable[[Object], list[Thing]]:
    return lambda found: fetch(found["id"])


# Types of events that matter here; all others are kept as ignored.
HANDLERS: dict[str, Callable[[Object], list[Thing]]] = {
    **{
        f"checkout.session.{word}": _by_id(session)
        for word in (
            "completed",
            "async_payment_succeeded",
            "async_payment_failed",
            "expired",
        )
    },
    **{
        f"charge.{word}": _by_id(charge)
        for word in ("succeeded", "updated", "failed", "captured")
    },
    "charge.refunded": _by_id(refunds),
    "charge.refund.updated": _by_id(refund),
    **{f"refund.{word}": _by_id(refund) for word in ("created", "updated", "failed")},
    **{
        f"charge.dispute.{word}": _by_id(dispute)
        for word in (
            "created",
            "updated",
            "closed",
            "funds_withdrawn",
            "funds_reinstated",
        )
    },
    **{
        f"invoice.{word}": _by_id(invoice)
        for word in ("paid", "payment_failed", "voided", "marked_uncollectible")
    },
    **{
        f"customer.subscription.{word}": _by_id(subscription)
        for word in ("created", "updated", "deleted", "paused", "resumed")
    },
    "customer.updated": _by_id(customer),
    "customer.deleted": _by_id(customer),
    "radar.early_fraud_warning.created": _by_id(warning),
    "radar.early_fraud_warning.updated": _by_id(warning),
}
