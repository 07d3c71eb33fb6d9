"""Subscriptions, and the invoices by which they are paid again and again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db.models import Q

from sponsors.books import booking
from sponsors.books.booking import NotOurs, NotYet
from sponsors.models import Interval, Notice, Payment, PaymentFact, Plan, Sponsor
from sponsors.people import address_tasks
from sponsors.telling import notices

if TYPE_CHECKING:
    from sponsors import remote

INTERVALS = {"month": Interval.MONTHLY, "year": Interval.YEARLY}
# Payments of renewals get the same key whoever hears of the invoice first.
RENEWALS = uuid.UUID("6f0cf0b6-5c3c-4b52-9c55-8f1f0a6d2b11")
UNPAID = frozenset({"past_due", "unpaid"})
GIVEN_UP = frozenset({"void", "uncollectible"})
PAGE_IS_OPEN = dt.timedelta(hours=24)


def apply_subscription(
    told: remote.Subscription, asked_at: dt.datetime
) -> Payment | None:
    """Keep a plan as Stripe told it, unless something newer is kept already."""
    plan = Plan.objects.select_for_update().get(pk=_plan_of(told.id, told.payment).pk)
    if plan.subscription_id not in {None, told.id}:
        _begin_anew(plan, told)
    elif plan.synced_at and plan.synced_at >= asked_at:
        return None
    was_ended, was_heard_of = plan.ended_at, plan.subscription_id
    before = (plan.amount, plan.paused_at, plan.cancel_at_period_end)
    plan.subscription_id = told.id
    plan.customer_id = told.customer
    plan.status = told.status
    plan.amount, plan.currency = told.amount or plan.amount, told.currency
    plan.interval = INTERVALS.get(told.interval, plan.interval)
    plan.current_period_end = told.current_period_end
    plan.cancel_at_period_end = told.cancel_at_period_end
    plan.paused_at = (plan.paused_at or asked_at) if told.is_paused else None
    is_unpaid = told.status in UNPAID
    plan.past_due_since = (plan.past_due_since or asked_at) if is_unpaid else None
    plan.ended_at = plan.ended_at or told.ended_at
    plan.synced_at = asked_at
    plan.save()
    if not was_heard_of:
        _mind_the_address(plan)
    if not was_heard_of and told.status == "active":
        notices.write(Notice.Kind.PLAN_BEGUN, told.id, plan=plan)
    if plan.ended_at and not was_ended:
        notices.write(Notice.Kind.PLAN_ENDED, told.id, plan=plan)
    elif was_heard_of:
        _tell_changes(plan, *before, at=asked_at)
    return None


def _begin_anew(plan: Plan, told: remote.Subscription) -> None:
    """Let a plan that ended before it was ever paid go on with another subscription.

    Raises NotOurs for the one that it had before, NotYet while that one runs.
    """
    if told.ended_at:
        raise NotOurs
    if plan.ended_at is None:
        raise NotYet(f"{plan.subscription_id} runs beside {told.id}.")
    plan.subscription_id = plan.ended_at = None


def _mind_the_address(plan: Plan) -> None:
    """Have Stripe told if the account's address changed while the payment page was open."""
    donation = plan.donation
    if donation and donation.user and donation.user.email != donation.email:
        address_tasks.tell_later(user=donation.user)


def _tell_changes(
    plan: Plan,
    amount: int,
    paused_at: dt.datetime | None,
    was_stopped: bool,
    *,
    at: dt.datetime,
) -> None:
    """Have the payer told what is new of a running plan, whoever asked for it."""
    about = f"{plan.subscription_id}:{at.isoformat()}"
    if plan.amount != amount:
        notices.write(Notice.Kind.PLAN_CHANGED, about, plan=plan)
    if plan.cancel_at_period_end and not was_stopped:
        notices.write(Notice.Kind.PLAN_STOPPED, about, plan=plan)
    elif plan.paused_at and not paused_at:
        notices.write(Notice.Kind.PLAN_PAUSED, about, plan=plan)
    elif (paused_at and not plan.paused_at) or (
        was_stopped and not plan.cancel_at_period_end
    ):
        notices.write(Notice.Kind.PLAN_RESUMED, about, plan=plan)


def _plan_of(subscription_id: str, key: str) -> Plan:
    """Return the plan of a subscription; raises NotYet or NotOurs."""
    known = Plan.objects.filter(subscription_id=subscription_id).first()
    if known or not key:
        if known is None:
            raise NotOurs
        return known
    plan = Plan.objects.filter(payments=booking.as_uuid(key)).first()
    if plan is None:
        raise NotYet(f"There is no plan for {subscription_id} ({key}).")
    return plan


def apply_invoice(invoice: remote.Invoice) -> Payment | None:
    """Note what became of an invoice; its money is booked by its charges.

    Cards that were declined for the first one are told by their charges, too.
    """
    if invoice.amount <= 0 or invoice.status == "draft":
        return None
    payment = payment_of(invoice)
    if invoice.status in GIVEN_UP:
        booking.note(
            payment,
            PaymentFact.Kind.EXPIRED,
            invoice.id,
            invoice.created,
            attempts=invoice.attempts,
        )
    is_first = invoice.billing_reason == "subscription_create"
    if invoice.status == "open" and invoice.attempts and not is_first:
        attempt = f"{invoice.id}:{invoice.attempts}"
        booking.note(payment, PaymentFact.Kind.DECLINED, attempt, invoice.created)
        notices.write(
            Notice.Kind.RENEWAL_FAILED, attempt, payment=payment, plan=payment.plan
        )
    return payment


def payment_of(invoice: remote.Invoice) -> Payment:
    """Return the locked payment of an invoice; made here for every one but the first."""
    known = Payment.objects.filter(invoice_id=invoice.id).values_list("pk", flat=True)
    if found := known.first():
        return booking.lock(found)
    if not invoice.subscription:
        raise NotOurs
    plan = _plan_of(invoice.subscription, invoice.payment)
    if invoice.billing_reason == "subscription_create":
        payment = booking.find(invoice.payment)
        booking.remember(payment, invoice_id=invoice.id)
        return payment
    key = uuid.uuid5(RENEWALS, invoice.id)
    Payment.objects.bulk_create(
        [
            Payment(
                pk=key,
                plan=plan,
                donation_id=plan.donation_id,
                sponsorship_id=plan.sponsorship_id,
                amount=invoice.amount,
                currency=invoice.currency,
                invoice_id=invoice.id,
                created_at=invoice.created,
            )
        ],
        ignore_conflicts=True,
    )
    return booking.lock(key)


def payment_tried(charge: remote.Charge) -> Payment:
    """Return the locked first payment of a regular gift for which a card was declined.

    Stripe makes the plan when a card was taken. Until then nothing in the charge is ours
    but the address that the payment page was opened with. Raises NotOurs.
    """
    begun = Payment.objects.filter(
        plan__subscription_id=None,
        donation__email=charge.email.lower(),
        session_id__isnull=False,
        charge_id=None,
        created_at__gt=charge.created - PAGE_IS_OPEN,
    )
    last = begun.order_by("-created_at").values_list("pk", flat=True).first()
    if not charge.email or last is None:
        raise NotOurs
    return booking.lock(last)


def apply_customer(told: remote.Customer) -> Payment | None:
    """Forget a customer that was deleted at Stripe; an address changed there is Stripe's."""
    if told.is_deleted:
        ours = Q(customer_id=told.id)
        Plan.objects.filter(ours).update(customer_id="")
        Sponsor.objects.filter(ours).update(customer_id="")
    return None
