"""What givers and sponsors do with a running plan: Stripe is asked, its answer kept at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sponsors import money, stripe_gateway
from sponsors.errors import NotRunning, PlanUnreachable, StillOwed, StoppedAlready
from sponsors.hearing import applying
from sponsors.models import Notice, PaymentFact, Plan
from sponsors.remote import Refused, StripeTrouble
from sponsors.telling import notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from portal.accounts.models import User
    from sponsors.models import Payment
    from sponsors.remote import Subscription

# Stripe's words for plans that are over, and for those that should be paid again.
OVER = ("incomplete_expired", "canceled")
RUNNING = ("active", "trialing", "past_due", "unpaid", "paused")
# Stripe tries an unpaid bill again until the plan is canceled, whatever else it is told.
OWING = ("past_due", "unpaid", "incomplete")


def of_giver(user: User) -> QuerySet[Plan]:
    """Return the gift plans of a person that Stripe knows of, the newest first."""
    return (
        Plan.objects.filter(donation__user=user, subscription_id__isnull=False)
        .select_related("donation")
        .order_by("-created_at")
    )


def change_amount(*, plan: Plan, amount: int) -> Plan:
    """Have the next payments be of another amount (minor units). Raises MoneyError."""
    money.check_limits(amount, plan.currency)

    def change(subscription: str) -> Subscription:
        return stripe_gateway.update_subscription_amount(
            stripe_gateway.retrieve_subscription(subscription), amount
        )

    return _ask(plan, change)


def pause(*, plan: Plan) -> Plan:
    """Take no money until ``resume``; nothing is owed for the time between.

    Raises MoneyError: a plan that owes is tried again all the same, so it is not paused.
    """
    if plan.status in OWING:
        raise StillOwed
    _refuse_stopped(plan)
    return _ask(plan, stripe_gateway.pause_subscription)


def resume(*, plan: Plan) -> Plan:
    """Take back ``pause``. Raises MoneyError."""
    _refuse_stopped(plan)
    return _ask(plan, stripe_gateway.resume_subscription)


def _refuse_stopped(plan: Plan) -> None:
    if plan.cancel_at_period_end and not plan.ended_at:
        raise StoppedAlready


def was_paused(payment: Payment) -> bool:
    """Whether a renewal was never tried: what Stripe bills while a plan is paused is void."""
    void = [one for one in payment.facts.all() if one.kind == PaymentFact.Kind.EXPIRED]
    is_renewal = payment.plan_id is not None and payment.session_id is None
    return is_renewal and any(one.details.get("attempts") == 0 for one in void)


def stop(*, plan: Plan, at_period_end: bool = False) -> Plan:
    """End a plan for good, at once unless what was paid for is to be kept."""

    def cancel(subscription: str) -> Subscription:
        return stripe_gateway.cancel_subscription(
            subscription, at_period_end=at_period_end
        )

    return _ask(plan, cancel)


def stop_gently(*, plan: Plan) -> Plan:
    """Take no more money, so that it can be taken back; a plan that owes ends at once."""
    return stop(plan=plan, at_period_end=plan.status not in OWING)


def keep(*, plan: Plan) -> Plan:
    """Take back ``stop(at_period_end=True)``."""
    return _ask(plan, stripe_gateway.keep_subscription)


def card_page(*, plan: Plan, return_url: str) -> str:
    """Return Stripe's page for changing the card; the plan must be this person's own."""
    if not plan.customer_id:
        raise NotRunning
    try:
        return stripe_gateway.portal_url(
            customer=plan.customer_id, return_url=return_url
        )
    except StripeTrouble as trouble:
        raise PlanUnreachable from trouble


@transaction.atomic
def ask_again_for_card(plan: Plan) -> None:
    """Have the mail about a failed renewal sent once more, at most once an hour."""
    notices.write(
        Notice.Kind.RENEWAL_FAILED,
        f"{plan.subscription_id}:again:{timezone.now():%Y%m%d%H}",
        payment=plan.payments.order_by("-created_at").first(),
        plan=plan,
    )


def running_of(user: User) -> list[Plan]:
    """Return the plans that must be stopped before an account may be deleted."""
    return list(of_giver(user).filter(ended_at=None).exclude(status__in=OVER))


def stop_all(*, user: User) -> None:
    """End every gift plan of a person who leaves; Stripe has confirmed when this returns."""
    for plan in running_of(user):
        stop(plan=plan)


def refresh(*, plan: Plan) -> Plan:
    """Ask Stripe how a plan stands, for instance after a visit to the billing portal."""
    return _ask(plan, stripe_gateway.retrieve_subscription)


def _ask(plan: Plan, change: Callable[[str], Subscription]) -> Plan:
    if not plan.subscription_id or plan.ended_at:
        raise NotRunning
    asked_at = timezone.now()
    try:
        try:
            told = change(plan.subscription_id)
        except Refused as error:
            told = stripe_gateway.retrieve_subscription(plan.subscription_id)
            if told.ended_at is None:
                raise PlanUnreachable from error
            # It ended already, by another tab or at Stripe: that is what we keep.
    except StripeTrouble as trouble:
        raise PlanUnreachable from trouble
    applying.apply([told], asked_at=asked_at)
    plan.refresh_from_db()
    return plan
