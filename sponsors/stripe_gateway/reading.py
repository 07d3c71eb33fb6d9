"""From the library's objects to our own small types."""

from __future__ import annotations

import datetime as dt

import stripe
from stripe._stripe_object import UntypedStripeObject

from sponsors import remote

METADATA = "payment"  # our key, in the metadata of all that a payment page makes
REFUND = "refund"


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def maybe_at(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else at(seconds)


def ref(thing: object) -> str:
    """Return the id of something that may be expanded, or missing."""
    if thing is None or isinstance(thing, str):
        return thing or ""
    return str(getattr(thing, "id", "") or "")


def meta(metadata: UntypedStripeObject[str] | None, name: str = METADATA) -> str:
    # Not a dict, and it has no get().
    return str(metadata[name]) if metadata is not None and name in metadata else ""


def session(found: stripe.checkout.Session) -> remote.Session:
    person = found.customer_details
    return remote.Session(
        id=found.id,
        mode=found.mode,
        status=found.status or "",
        payment_status=found.payment_status,
        amount=found.amount_total or 0,
        currency=found.currency or "",
        created=at(found.created),
        expires_at=at(found.expires_at),
        payment=meta(found.metadata) or found.client_reference_id or "",
        url=found.url or "",
        payment_intent=ref(found.payment_intent),
        subscription=ref(found.subscription),
        invoice=ref(found.invoice),
        customer=ref(found.customer),
        email=(person.email if person else None) or found.customer_email or "",
        name=(person.name if person else None) or "",
    )


def settlement(found: stripe.BalanceTransaction) -> remote.Settlement:
    return remote.Settlement(
        id=found.id,
        type=found.type,
        amount=found.amount,
        fee=found.fee,
        currency=found.currency,
        created=at(found.created),
        source=ref(found.source),
    )


def maybe_settlement(found: object) -> remote.Settlement | None:
    """Return an expanded balance transaction; there is none before the money is booked."""
    return settlement(found) if isinstance(found, stripe.BalanceTransaction) else None


def charge(found: stripe.Charge) -> remote.Charge:
    return remote.Charge(
        id=found.id,
        status=found.status,
        amount=found.amount_captured,
        currency=found.currency,
        created=at(found.created),
        payment_intent=ref(found.payment_intent),
        customer=ref(found.customer),
        payment=meta(found.metadata),
        email=found.billing_details.email or found.receipt_email or "",
        failure_code=found.failure_code or "",
        settlement=maybe_settlement(found.balance_transaction),
    )


def refund(found: stripe.Refund) -> remote.Refund:
    return remote.Refund(
        id=found.id,
        status=found.status or "",
        amount=found.amount,
        currency=found.currency,
        created=at(found.created),
        charge=ref(found.charge),
        reason=found.reason or "",
        failure_reason=getattr(found, "failure_reason", None) or "",
        refund=meta(found.metadata, REFUND),
        settlement=maybe_settlement(found.balance_transaction),
        failure_settlement=maybe_settlement(
            getattr(found, "failure_balance_transaction", None)
        ),
    )


def dispute(found: stripe.Dispute) -> remote.Dispute:
    return remote.Dispute(
        id=found.id,
        status=found.status,
        amount=found.amount,
        currency=found.currency,
        created=at(found.created),
        charge=ref(found.charge),
        reason=found.reason,
        due_by=maybe_at(found.evidence_details.due_by),
        is_refundable=found.is_charge_refundable,
        settlements=tuple(settlement(one) for one in found.balance_transactions),
    )


def invoice(found: stripe.Invoice) -> remote.Invoice:
    details = found.parent.subscription_details if found.parent else None
    return remote.Invoice(
        id=found.id,
        status=found.status or "",
        amount=found.amount_due,
        currency=found.currency,
        created=at(found.created),
        billing_reason=found.billing_reason or "",
        subscription=ref(details.subscription) if details else "",
        customer=ref(found.customer),
        payment=meta(details.metadata) if details else "",
        attempts=found.attempt_count,
        next_attempt_at=maybe_at(found.next_payment_attempt),
    )


def subscription(found: stripe.Subscription) -> remote.Subscription:
    # ``items`` is also a method of mappings, hence the brackets.
    item = found["items"].data[0]
    price = item.price
    return remote.Subscription(
        id=found.id,
        status=found.status,
        customer=ref(found.customer),
        amount=(price.unit_amount or 0) * (item.quantity or 1),
        currency=price.currency,
        interval=price.recurring.interval if price.recurring else "",
        item=item.id,
        product=ref(price.product),
        payment=meta(found.metadata),
        current_period_end=at(item.current_period_end),
        cancel_at_period_end=found.cancel_at_period_end or found.cancel_at is not None,
        is_paused=found.status == "paused" or found.pause_collection is not None,
        ended_at=maybe_at(found.ended_at),
    )


def customer(found: stripe.Customer) -> remote.Customer:
    if getattr(found, "deleted", False):
        return remote.Customer(id=found.id, is_deleted=True)
    return remote.Customer(id=found.id, email=found.email or "")


def warning(found: stripe.radar.EarlyFraudWarning) -> remote.Warning:
    return remote.Warning(
        id=found.id,
        charge=ref(found.charge),
        fraud_type=found.fraud_type,
        created=at(found.created),
    )
