"""What Stripe is asked to do; each with a key, so that asking twice does it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sponsors.stripe_gateway import reading
from sponsors.stripe_gateway.client import asks, client

if TYPE_CHECKING:
    import stripe
    from stripe.params import SubscriptionUpdateParams
    from stripe.params.checkout import SessionCreateParams

    from sponsors import remote


@asks
def create_checkout(order: remote.Order) -> remote.Session:
    """Return the payment page of a payment, the same one however often it is asked for."""
    found = client().v1.checkout.sessions.create(
        params=_recurring(order) if order.interval else _once(order),
        options={"idempotency_key": f"checkout-{order.payment}"},
    )
    return reading.session(found)


def _base(order: remote.Order) -> SessionCreateParams:
    params: SessionCreateParams = {
        "client_reference_id": order.payment,
        "metadata": {reading.METADATA: order.payment},
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
    }
    if order.customer:
        params["customer"] = order.customer
    elif order.email:
        params["customer_email"] = order.email
    return params


def _once(order: remote.Order) -> SessionCreateParams:
    return {
        **_base(order),
        "mode": "payment",
        "submit_type": "donate" if order.is_gift else "pay",
        # Stripe copies it to the charge: no other event tells which payment it is.
        "payment_intent_data": {"metadata": {reading.METADATA: order.payment}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency,
                    "unit_amount": order.amount,
                    "product_data": {"name": order.title},
                },
            }
        ],
    }


def _recurring(order: remote.Order) -> SessionCreateParams:
    return {
        **_base(order),
        "mode": "subscription",
        # Stripe copies it to every invoice.
        "subscription_data": {"metadata": {reading.METADATA: order.payment}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency,
                    "unit_amount": order.amount,
                    "product_data": {"name": order.title},
                    "recurring": {"interval": order.interval},
                },
            }
        ],
    }


@asks
def expire_session(session_id: str) -> remote.Session:
    """Close a payment page. Raises Refused if it was paid or closed already."""
    return reading.session(client().v1.checkout.sessions.expire(session_id))


@asks
def create_refund(
    *, refund_id: int, charge: str, amount: int, reason: str
) -> remote.Refund:
    """Send money back; the key is that of our row, written before."""
    found = client().v1.refunds.create(
        params={
            "charge": charge,
            "amount": amount,
            "reason": reason,
            "metadata": {reading.REFUND: str(refund_id)},
            "expand": ["balance_transaction", "failure_balance_transaction"],
        },
        options={"idempotency_key": f"refund-{refund_id}"},
    )
    return reading.refund(found)


def _update(
    subscription_id: str, params: SubscriptionUpdateParams
) -> stripe.Subscription:
    return client().v1.subscriptions.update(subscription_id, params=params)


@asks
def update_subscription_amount(
    subscription: remote.Subscription, amount: int
) -> remote.Subscription:
    """Have the next payments be of another amount; nothing is due or given back now."""
    found = _update(
        subscription.id,
        {
            "proration_behavior": "none",
            "items": [
                {
                    "id": subscription.item,
                    "price_data": {
                        "currency": subscription.currency,
                        "product": subscription.product,
                        "recurring": {"interval": subscription.interval},
                        "unit_amount": amount,
                    },
                }
            ],
        },
    )
    return reading.subscription(found)


@asks
def pause_subscription(subscription_id: str) -> remote.Subscription:
    """Have invoices voided until further notice: nothing is owed afterwards."""
    found = _update(subscription_id, {"pause_collection": {"behavior": "void"}})
    return reading.subscription(found)


@asks
def resume_subscription(subscription_id: str) -> remote.Subscription:
    return reading.subscription(_update(subscription_id, {"pause_collection": ""}))


@asks
def cancel_subscription(
    subscription_id: str, *, at_period_end: bool = False
) -> remote.Subscription:
    """End a plan, at once or with what was paid for. Raises Refused if it has ended."""
    if at_period_end:
        found = _update(subscription_id, {"cancel_at_period_end": True})
    else:
        found = client().v1.subscriptions.cancel(subscription_id)
    return reading.subscription(found)


@asks
def keep_subscription(subscription_id: str) -> remote.Subscription:
    """Take back a cancellation: ours, or one of Stripe's pages, which set a date."""
    known = client().v1.subscriptions.retrieve(subscription_id)
    is_date = known.cancel_at is not None and not known.cancel_at_period_end
    back: SubscriptionUpdateParams = (
        {"cancel_at": ""} if is_date else {"cancel_at_period_end": False}
    )
    return reading.subscription(_update(subscription_id, back))


@asks
def portal_url(*, customer: str, return_url: str) -> str:
    """Return a page of Stripe's on which a customer changes the card; short-lived."""
    found = client().v1.billing_portal.sessions.create(
        params={"customer": customer, "return_url": return_url}
    )
    return found.url


@asks
def update_customer_email(*, customer: str, email: str) -> remote.Customer:
    found = client().v1.customers.update(customer, params={"email": email})
    return reading.customer(found)
