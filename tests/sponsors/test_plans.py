"""Plans: recurring gifts and what becomes of them (cases 64 to 76)."""

import datetime
import random

import pytest
from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.errors import NotRunning, OutOfLimits
from sponsors.giving import plans
from sponsors.hearing import applying
from sponsors.models import Payment, Plan, Receipt
from sponsors.sponsorship import terms
from tests.money_factories import make_contact, make_sponsorship, make_tier
from tests.sponsors.conftest import books, deliver, notice_kinds, statuses

pytestmark = pytest.mark.django_db

RENEWALS_DECLINED = "4000000000000341"


def begin_plan(till, **more):
    payment = till.give(1000, interval="monthly", **more)
    return payment, Plan.objects.get(payments=payment)


def renew(till, plan):
    till.sandbox.control("renew", subscription=plan.subscription_id)


@pytest.mark.parametrize(
    "order",
    [None, "reversed", random.Random(5), random.Random(6)],
    ids=["as sent", "reversed", "shuffled", "shuffled anew"],
)
def test_a_plan_begins_with_its_first_payment(till, order):
    """Case 64: invoice, charge, session and subscription in any order, twice."""
    payment = till.begin(1000, interval="monthly")
    till.pay(payment)

    till.hear(order=order, copies=2)

    plan = Plan.objects.get()
    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1000, [1000])
    assert (plan.status, plan.amount, plan.interval) == ("active", 1000, "monthly")
    assert plan.customer_id.startswith("cus_")
    assert plan.current_period_end > timezone.now()
    assert Payment.objects.count() == 1
    assert statuses() == {"done"}
    assert notice_kinds() == ["plan_begun", "receipt"]


@pytest.mark.parametrize("order", [None, "reversed"])
def test_every_renewal_is_a_payment_of_its_own(till, order):
    """Case 65."""
    payment, plan = begin_plan(till)
    renew(till, plan)
    renew(till, plan)

    till.hear(order=order, copies=2)

    found = Payment.objects.filter(plan=plan)
    assert found.count() == 3
    assert {books(one)["status"] for one in found} == {"paid"}
    assert Receipt.objects.count() == 3
    assert {one.donation for one in found} == {payment.donation}
    assert found.exclude(invoice_id=None).count() == 3
    assert "review" not in notice_kinds()


def test_a_declined_renewal_is_told_and_can_recover(till):
    """Cases 66 and 76."""
    _payment, plan = begin_plan(till, number=RENEWALS_DECLINED)
    renew(till, plan)
    till.hear(copies=2)
    plan.refresh_from_db()
    assert plan.status == "past_due"
    assert plan.past_due_since is not None
    assert plan.is_running
    assert "renewal_failed" in notice_kinds()
    assert plans.card_page(plan=plan, return_url="http://testserver/account/giving/")

    till.sandbox.control(
        "set_card", subscription=plan.subscription_id, number="4242424242424242"
    )
    failed = plan.payments.latest("created_at")
    till.sandbox.control("retry", invoice=failed.invoice_id)
    till.hear(order="reversed")

    plan.refresh_from_db()
    assert (plan.status, plan.past_due_since) == ("active", None)
    assert {books(one)["status"] for one in plan.payments.all()} == {"paid"}


def test_dunning_that_fails_ends_the_plan(till):
    """Case 67."""
    _payment, plan = begin_plan(till, number=RENEWALS_DECLINED)
    renew(till, plan)
    till.sandbox.advance(days=30)

    till.hear(order=random.Random(7), copies=2)

    plan.refresh_from_db()
    assert (plan.status, plan.is_running) == ("canceled", False)
    assert plan.ended_at is not None
    assert notice_kinds().count("plan_ended") == 1
    assert sum(books(one)["net"] for one in plan.payments.all()) == 1000


def test_ending_with_the_period_can_be_taken_back(till):
    """Case 68."""
    _payment, plan = begin_plan(till)

    plans.stop(plan=plan, at_period_end=True)
    assert (plan.cancel_at_period_end, plan.is_running) == (True, True)
    plans.keep(plan=plan)

    assert plan.cancel_at_period_end is False
    till.hear(order="reversed")
    plan.refresh_from_db()
    assert plan.cancel_at_period_end is False


def test_a_plan_that_was_to_end_with_its_period_ends(till):
    _payment, plan = begin_plan(till)
    plans.stop(plan=plan, at_period_end=True)
    till.sandbox.advance(days=32)

    till.hear(order="reversed")

    plan.refresh_from_db()
    assert plan.status == "canceled"
    assert plan.payments.count() == 1


def test_stopping_at_once_and_once_more(till):
    _payment, plan = begin_plan(till)

    plans.stop(plan=plan)

    assert plan.status == "canceled"
    with pytest.raises(NotRunning):
        plans.stop(plan=plan)


def test_stopping_what_ended_at_stripe_unheard(till, stripe_client):
    _payment, plan = begin_plan(till)
    stripe_client.v1.subscriptions.cancel(plan.subscription_id)

    plans.stop(plan=plan)

    assert (plan.status, plan.is_running) == ("canceled", False)


def test_the_end_heard_before_a_change_stays_the_end(till):
    """Case 69."""
    _payment, plan = begin_plan(till)
    plans.pause(plan=plan)
    plans.stop(plan=plan)
    waiting = {one.kind: one for one in till.sandbox.webhooks()}

    for kind in ("customer.subscription.deleted", "customer.subscription.updated"):
        deliver(waiting[kind])
    till.hear()

    plan.refresh_from_db()
    assert plan.status == "canceled"


def test_what_was_asked_earlier_does_not_overwrite_what_was_asked_later(till):
    """Case 12 for plans: two workers, the slower one read first."""
    _payment, plan = begin_plan(till)
    asked_at = timezone.now()
    old = stripe_gateway.retrieve_subscription(plan.subscription_id)
    plans.stop(plan=plan)

    applying.apply([old], asked_at=asked_at)

    plan.refresh_from_db()
    assert plan.status == "canceled"
    assert plan.ended_at is not None


def test_a_pause_takes_no_money(till):
    """Case 75."""
    _payment, plan = begin_plan(till)
    plans.pause(plan=plan)
    assert plan.paused_at is not None
    renew(till, plan)
    till.hear()
    assert sum(books(one)["net"] for one in plan.payments.all()) == 1000

    plans.resume(plan=plan)
    renew(till, plan)
    till.hear()

    plan.refresh_from_db()
    assert plan.paused_at is None
    assert sum(books(one)["net"] for one in plan.payments.all()) == 2000


def test_another_amount_holds_from_the_next_payment_on(till):
    _payment, plan = begin_plan(till)

    plans.change_amount(plan=plan, amount=2500)
    renew(till, plan)
    till.hear()

    assert plan.amount == 2500
    newest = plan.payments.latest("created_at")
    assert (newest.amount, books(newest)["receipts"]) == (2500, [2500])
    assert newest.review_reason == ""
    with pytest.raises(OutOfLimits):
        plans.change_amount(plan=plan, amount=1)


def test_two_tabs_make_two_plans_and_staff_look(till):
    """Case 72."""
    begin_plan(till)
    second, _plan = begin_plan_again(till)

    second.refresh_from_db()
    assert Plan.objects.count() == 2
    assert "twice" in second.review_reason
    assert "review" in notice_kinds()


def begin_plan_again(till):
    payment = till.give(1000, interval="monthly")
    return payment, payment.plan


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (datetime.date(2028, 2, 29), datetime.date(2029, 2, 28)),
        (datetime.date(2027, 3, 1), datetime.date(2028, 2, 29)),
        (datetime.date(2026, 12, 31), datetime.date(2027, 12, 30)),
        (datetime.date(2026, 1, 31), datetime.date(2027, 1, 30)),
    ],
)
def test_a_year_ends_the_day_before_it_began(begin, end):
    """Case 74."""
    assert terms.last_day(begin) == end


def test_a_plan_of_another_system_is_not_ours(till, plan):
    plan()

    till.hear()

    assert Plan.objects.count() == 0
    assert statuses() == set()


def test_a_tier_keeps_its_price_for_those_who_have_it(till):
    """Cases 70 and 71: the price stands with the sponsorship, not with the tier."""
    tier = make_tier(amount=100_000)
    old = make_sponsorship(tier, state="active")
    make_contact(old.sponsor)
    newer = make_tier(amount=200_000, year=tier.year + 1, slug=tier.slug)

    assert (old.amount, newer.amount) == (100_000, 200_000)
