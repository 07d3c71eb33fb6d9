"""One door for all that Stripe tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sponsors import remote
from sponsors.hearing import outcomes
from sponsors.hearing.applying import disputes, pages, plans, refunds
from sponsors.sponsorship import grace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sponsors.models import Payment

Thing = (
    remote.Session
    | remote.Bill
    | remote.Refund
    | remote.Dispute
    | remote.Invoice
    | remote.Subscription
    | remote.Warning
    | remote.Customer
)


@transaction.atomic
def apply(things: Iterable[Thing], *, asked_at: dt.datetime) -> None:
    """Write down what Stripe told when it was asked at this moment.

    Raises NotOurs and NotYet; then nothing is written.
    """
    touched: dict[object, Payment] = {}
    subscriptions = []
    for thing in things:
        payment = _apply(thing, asked_at)
        if payment is not None:
            touched[payment.pk] = payment
        if isinstance(thing, remote.Subscription):
            subscriptions.append(thing.id)
    for payment in touched.values():
        outcomes.follow(payment)
    for subscription in subscriptions:
        grace.follow(subscription)


def _apply(thing: Thing, asked_at: dt.datetime) -> Payment | None:
    match thing:
        case remote.Session():
            return pages.apply_session(thing)
        case remote.Bill():
            return pages.apply_bill(thing)
        case remote.Invoice():
            return plans.apply_invoice(thing)
        case remote.Subscription():
            return plans.apply_subscription(thing, asked_at)
        case remote.Refund():
            return refunds.apply_refund(thing, asked_at)
        case remote.Dispute():
            return disputes.apply_dispute(thing, asked_at)
        case remote.Warning():
            return disputes.apply_warning(thing)
        case remote.Customer():
            return plans.apply_customer(thing)
