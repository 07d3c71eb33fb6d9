"""Ending plans by which no more money may be taken; Stripe's event tells that it happened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from portal import jobs
from sponsors import stripe_gateway
from sponsors.books.ledger import Status, standing_of
from sponsors.models import Plan, Sponsorship
from sponsors.remote import Refused

if TYPE_CHECKING:
    from sponsors.models import Payment


def end_unpaid(payment: Payment) -> None:
    """Have a plan ended whose first payment the bank refused; within a transaction.

    Stripe would try again days later, when its payer has perhaps begun another one.
    """
    if payment.plan and _never_came(payment.plan):
        jobs.enqueue(end_plan_never_paid, plan_id=payment.plan.pk)


@jobs.task
def end_plan_never_paid(plan_id: int) -> None:
    plan = Plan.objects.get(pk=plan_id)
    if _never_came(plan):
        _end(plan)


def end_returned(plan: Plan, year: Sponsorship) -> None:
    """Have a plan ended by which a year was paid whose money went back; within a transaction."""
    if plan.is_running:
        jobs.enqueue(
            end_plan_of_returned_money, plan_id=plan.pk, sponsorship_id=year.pk
        )


@jobs.task
def end_plan_of_returned_money(plan_id: int, sponsorship_id: int) -> None:
    """End a plan, unless the money came back meanwhile or another year was paid by it.

    What fails for long is asked again each hour (``sponsorship.sponsor_tasks``).
    """
    plan = Plan.objects.get(pk=plan_id)
    last = Sponsorship.objects.filter(renewal=None, ended_at__isnull=False)
    if plan.is_running and last.filter(pk=sponsorship_id).exists():
        _end(plan)


def _never_came(plan: Plan) -> bool:
    """Whether the newest payment of a plan that should run was refused by the bank."""
    newest = plan.payments.order_by("-created_at").first()
    is_refused = newest is not None and standing_of(newest).status is Status.FAILED
    return is_refused and plan.subscription_id is not None and plan.ended_at is None


def _end(plan: Plan) -> None:
    with suppress(Refused):  # it has ended already
        stripe_gateway.cancel_subscription(plan.subscription_id or "")
