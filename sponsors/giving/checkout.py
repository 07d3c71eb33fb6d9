"""Payment pages: a row of ours first, committed; then Stripe is asked, once for each row."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.books.ledger import Status, standing_of
from sponsors.errors import AlreadyPaid, PaymentPageUnreachable, StillEnding
from sponsors.hearing import applying, fetching
from sponsors.models import (
    Donation,
    Interval,
    Payment,
    PaymentFact,
    Plan,
    Sponsorship,
)
from sponsors.remote import Order, Refused, StripeTrouble

if TYPE_CHECKING:
    from collections.abc import Callable

OVER = frozenset({Status.EXPIRED, Status.FAILED})
# Stripe closes a page after 24 hours; an hour of grace for what is on its way.
LEFT_AFTER = dt.timedelta(hours=25)
STRIPE_INTERVAL = {Interval.MONTHLY.value: "month", Interval.YEARLY.value: "year"}

Purpose = Donation | Sponsorship


@transaction.atomic
def attempt(purpose: Purpose) -> Payment:
    """Return the payment under way for a gift or sponsorship, a new one if there is none.

    Clicking twice waits for the lock and finds the first click's. Raises AlreadyPaid, and
    StillEnding while the plan of a payment that a bank refused still runs.
    """
    locked = _lock(purpose)
    plan = _plan(locked)
    last = locked.payments.order_by("-created_at").first()
    if last is not None:
        standing = standing_of(last)
        if standing.status is Status.CREATED:
            return last
        if standing.status not in OVER:
            raise AlreadyPaid
    if plan and plan.subscription_id and plan.ended_at is None:
        raise StillEnding
    payment = Payment(
        plan=plan, amount=locked.amount, currency=locked.currency, method="stripe"
    )
    if isinstance(locked, Donation):
        payment.donation = locked
    else:
        payment.sponsorship = locked
    payment.save(force_insert=True)
    return payment


def _lock(purpose: Purpose) -> Purpose:
    if isinstance(purpose, Donation):
        return Donation.objects.select_for_update().get(pk=purpose.pk)
    return Sponsorship.objects.select_for_update().get(pk=purpose.pk)


def _plan(purpose: Purpose) -> Plan | None:
    if purpose.interval == Interval.ONCE:
        return None
    is_gift = isinstance(purpose, Donation)
    plan, _is_new = Plan.objects.get_or_create(
        **{"donation" if is_gift else "sponsorship": purpose},
        defaults={
            "amount": purpose.amount,
            "currency": purpose.currency,
            "interval": purpose.interval,
        },
    )
    return plan


def page(
    purpose: Purpose,
    *,
    title: str,
    success_url: str,
    cancel_url: str,
    email: str = "",
    customer: str = "",
) -> str:
    """Return the address of the payment page of a gift or sponsorship.

    ``success_url`` holds {CHECKOUT_SESSION_ID}, which Stripe replaces. Raises AlreadyPaid,
    GivingIsOff, PaymentPageUnreachable.
    """

    def order(payment: Payment) -> Order:
        return Order(
            payment=str(payment.pk),
            amount=payment.amount,
            currency=payment.currency,
            title=title,
            success_url=success_url,
            cancel_url=cancel_url,
            email=email,
            customer=customer,
            interval=STRIPE_INTERVAL.get(purpose.interval, ""),
            is_gift=isinstance(purpose, Donation),
        )

    try:
        return _open(attempt(purpose), order) or _open(attempt(purpose), order)
    except StripeTrouble as trouble:
        raise PaymentPageUnreachable from trouble


def _open(payment: Payment, order: Callable[[Payment], Order]) -> str:
    """Return where to pay; "" if the page that was there turned out to be left or paid."""
    if payment.session_id:
        if url := stripe_gateway.open_session_url(payment.session_id):
            return url
        sync_session(payment.session_id)
        return ""
    session = stripe_gateway.create_checkout(order(payment))
    Payment.objects.filter(pk=payment.pk, session_id=None).update(session_id=session.id)
    return session.url


def sync_session(session_id: str) -> Payment | None:
    """Ask Stripe how a payment page stands and write it down, as its events would.

    For the return page: only with the id of a session that this browser began. Returns the
    payment, None for a session of another system. Raises StripeTrouble.
    """
    asked_at = timezone.now()
    things = fetching.session(session_id)
    try:
        applying.apply(things, asked_at=asked_at)
    except applying.NotOurs:
        return None
    return Payment.objects.filter(session_id=session_id).first()


def sweep_left() -> list[Payment]:
    """Ask about payments whose page must be closed by now; return those still unclear."""
    told = PaymentFact.objects.exclude(kind=PaymentFact.Kind.DECLINED)
    late = Payment.objects.filter(
        method=Payment.Method.STRIPE,
        charge_id=None,
        session_id__isnull=False,
        created_at__lt=timezone.now() - LEFT_AFTER,
    ).exclude(facts__in=told)
    return [payment for payment in late.order_by("created_at") if not _settle(payment)]


def _settle(payment: Payment) -> bool:
    try:
        sync_session(payment.session_id or "")
    except Refused:
        return False
    return standing_of(payment).status is not Status.CREATED
