"""The door to Stripe, and the only package that imports its library.

Every call is refused while a transaction is open: Stripe may answer slowly, and what a
rollback undoes here stays done there. Calls raise ``remote.StripeTrouble``.
"""

from sponsors.stripe_gateway.acting import (
    cancel_subscription,
    create_checkout,
    create_refund,
    expire_session,
    keep_subscription,
    pause_subscription,
    portal_url,
    resume_subscription,
    update_customer_email,
    update_subscription_amount,
)
from sponsors.stripe_gateway.asking import (
    bill_of,
    bills_of_invoice,
    last_try,
    latest_charge,
    open_session_url,
    refunds_of,
    retrieve_customer,
    retrieve_dispute,
    retrieve_invoice,
    retrieve_refund,
    retrieve_session,
    retrieve_subscription,
    retrieve_warning,
)
from sponsors.stripe_gateway.client import InsideTransaction
from sponsors.stripe_gateway.listing import (
    list_charges,
    list_disputes,
    list_events,
    list_refunds,
    list_settlements,
    list_subscriptions,
)
from sponsors.stripe_gateway.signing import is_signed

__all__ = [
    "InsideTransaction",
    "bill_of",
    "bills_of_invoice",
    "cancel_subscription",
    "create_checkout",
    "create_refund",
    "expire_session",
    "is_signed",
    "keep_subscription",
    "last_try",
    "latest_charge",
    "list_charges",
    "list_disputes",
    "list_events",
    "list_refunds",
    "list_settlements",
    "list_subscriptions",
    "open_session_url",
    "pause_subscription",
    "portal_url",
    "refunds_of",
    "resume_subscription",
    "retrieve_customer",
    "retrieve_dispute",
    "retrieve_invoice",
    "retrieve_refund",
    "retrieve_session",
    "retrieve_subscription",
    "retrieve_warning",
    "update_customer_email",
    "update_subscription_amount",
]
