"""What Stripe tells, in our own small types: all that the rest of the app knows of Stripe.

Times are UTC, amounts are minor units, "" means that Stripe says nothing. ``payment`` is
the key of ours that traveled in the metadata ("" where another system is meant).
"""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Session:
    """A payment page; ``has_failed`` is known of its last charge, Stripe has no word for it."""

    id: str
    mode: str  # payment, subscription
    status: str  # open, complete, expired
    payment_status: str  # paid, unpaid, no_payment_required
    amount: int
    currency: str
    created: dt.datetime
    expires_at: dt.datetime
    payment: str = ""
    url: str = ""
    payment_intent: str = ""
    subscription: str = ""
    invoice: str = ""
    customer: str = ""
    email: str = ""
    name: str = ""
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """A balance transaction: ``amount`` − ``fee`` = net, in the currency of the account."""

    id: str
    type: str
    amount: int
    fee: int
    currency: str
    created: dt.datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    id: str
    status: str  # succeeded, pending, failed
    amount: int  # captured
    currency: str
    created: dt.datetime
    payment_intent: str = ""
    customer: str = ""
    payment: str = ""
    email: str = ""
    failure_code: str = ""
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """``refund`` is the key of our own row, if the refund was asked for here."""

    id: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    amount: int
    currency: str
    created: dt.datetime
    charge: str = ""
    reason: str = ""
    failure_reason: str = ""
    refund: str = ""
    settlement: Settlement | None = None
    failure_settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    id: str
    status: (
        str  # warning_…, needs_response, under_review, won, lost, prevented, appeal_…
    )
    amount: int
    currency: str
    created: dt.datetime
    charge: str
    reason: str = ""
    due_by: dt.datetime | None = None
    is_refundable: bool = False
    settlements: tuple[Settlement, ...] = ()


@dataclass(frozen=True, slots=True)
class Invoice:
    """``payment`` is the key of the *first* payment of its subscription."""

    id: str
    status: str  # draft, open, paid, uncollectible, void
    amount: int  # due
    currency: str
    created: dt.datetime
    billing_reason: str = ""
    subscription: str = ""
    customer: str = ""
    payment: str = ""
    attempts: int = 0
    next_attempt_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """``payment`` is the key of its first payment."""

    id: str
    status: str
    customer: str
    amount: int
    currency: str
    interval: str  # month, year
    item: str
    product: str
    payment: str = ""
    current_period_end: dt.datetime | None = None
    cancel_at_period_end: bool = False
    is_paused: bool = False
    ended_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    email: str = ""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001  Stripe's word for it
    """An early fraud warning."""

    id: str
    charge: str
    fraud_type: str
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class Event:
    """An event of Stripe's log; ``body`` is the JSON as it came."""

    id: str
    type: str
    api_version: str
    livemode: bool
    created: dt.datetime
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bill:
    """A charge with what it is about: its own page, or an invoice of a subscription."""

    charge: Charge
    invoice: Invoice | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a payment page is asked for; ``interval`` is month or year for a subscription."""

    payment: str
    amount: int
    currency: str
    title: str
    success_url: str  # {CHECKOUT_SESSION_ID} is replaced by Stripe
    cancel_url: str
    email: str = ""
    customer: str = ""
    interval: str = ""
    is_gift: bool = True


class StripeTrouble(Exception):
    """Stripe did not do what it was asked for; never shown to people."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Unreachable(StripeTrouble):
    """No answer, or one of trouble on their side: the same call may work later."""


class Refused(StripeTrouble):
    """An answer that will not change by asking again; ``code`` is Stripe's."""


class NotThere(Refused):
    """There is no such object."""
