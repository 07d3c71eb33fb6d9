"""Plans whose very first payment goes through a bank that says no days later (case 47)."""

from dataclasses import replace

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sponsors import stripe_gateway
from sponsors.giving import plan_tasks, plans
from sponsors.hearing import applying
from sponsors.models import Notice, Plan, StripeEvent
from sponsors.telling import sending
from tests.money_factories import make_sponsorship
from tests.sponsors.conftest import CARD, LATE, books, notice_kinds, statuses
from tests.sponsors.sponsorship import conftest as desks

pytestmark = pytest.mark.django_db

tier, sponsor, desk = desks.tier, desks.sponsor, desks.desk


def refuse(sandbox):
    """Have the bank refuse the one payment that is under way."""
    [intent] = sandbox.objects("payment_intent", status="processing")
    sandbox.control("settle", payment_intent=intent["id"], succeeds=False)


def run_jobs():
    """End plans as the worker would; return how many were asked for."""
    waiting = ProcrastinateJob.objects.filter(
        task_name=plan_tasks.end_plan_never_paid.name
    )
    wanted = [job.args for job in waiting]
    for args in wanted:
        plan_tasks.end_plan_never_paid.func(**args)
    waiting.delete()
    return len(wanted)


@pytest.mark.parametrize("order", [None, "reversed"])
def test_a_regular_gift_that_a_bank_refuses_is_told_and_ended(till, order):
    payment = till.begin(interval="monthly")
    till.pay(payment, LATE)
    refuse(till.sandbox)

    till.hear(order=order, copies=2)

    assert books(payment)["status"] == "failed"
    assert run_jobs() > 0
    till.hear()
    assert Plan.objects.get().status == "canceled"
    till.sandbox.control("advance", days=30)
    till.hear()
    assert books(payment)["entries"] == []
    assert not Notice.objects.filter(kind="renewal_failed").exists()


def test_it_is_told_once_and_how_to_begin_anew(till):
    payment = till.begin(interval="monthly")
    till.pay(payment, LATE)
    till.hear()
    refuse(till.sandbox)
    till.hear()
    run_jobs()
    till.hear()
    mail.outbox.clear()

    for notice in Notice.objects.exclude(kind="plan_begun"):
        sending.send(notice.pk)

    assert notice_kinds() == ["payment_failed", "plan_begun", "plan_ended"]
    [told] = mail.outbox
    assert f"again={payment.donation_id}" in told.body


def test_a_plan_that_a_bank_pays_late_is_not_ended(till):
    payment = till.begin(interval="monthly")
    till.pay(payment, LATE)
    till.hear()
    [intent] = till.sandbox.objects("payment_intent")
    till.sandbox.control("settle", payment_intent=intent["id"], succeeds=True)

    till.hear(copies=2)

    assert books(payment)["status"] == "paid"
    assert run_jobs() == 0


@pytest.fixture
def refused(tier, sponsor, desk, client, member):
    """A yearly sponsorship whose bank debit was refused."""
    client.force_login(member)
    one = make_sponsorship(tier, sponsor, state="approved", interval="yearly")
    desk.pay(desks.begin(client, one).session_id, LATE)
    desks.arrive(desk)
    refuse(desk)
    desks.arrive(desk)
    return one


def test_a_sponsor_pays_by_card_what_the_bank_refused(refused, desk, client):
    first = Plan.objects.get().subscription_id
    run_jobs()
    desks.arrive(desk)

    desk.pay(desks.begin(client, refused).session_id, CARD)
    desks.arrive(desk)

    plan = Plan.objects.get()
    assert desks.state(refused) == "active"
    assert (plan.status, plan.ended_at) == ("active", None)
    assert plan.subscription_id not in {None, first}
    [running] = desk.objects("subscription", status="active")
    assert running["id"] == plan.subscription_id


def test_what_is_heard_again_of_the_refused_one_ends_no_other(refused, desk, client):
    run_jobs()
    desks.arrive(desk)
    desk.pay(desks.begin(client, refused).session_id, CARD)
    desks.arrive(desk)
    before = Plan.objects.values().get()

    for event in StripeEvent.objects.order_by("-pk"):
        desk.control("resend", event=event.event_id)
    StripeEvent.objects.all().delete()
    desks.arrive(desk)

    assert run_jobs() == 0
    assert statuses() == {"done"}  # what the refused one says is nobody's business now
    after = Plan.objects.values().get()
    same = ("subscription_id", "status", "ended_at")
    assert [after[name] for name in same] == [before[name] for name in same]


def test_nobody_pays_again_while_the_refused_one_runs(refused, client):
    response = client.post(f"/sponsors/mine/{refused.pk}/pay/", follow=True)

    assert "just being closed" in response.content.decode()
    assert refused.payments.count() == 1


def test_of_two_that_run_at_once_somebody_must_look(refused):
    """The second is tried again until the first has ended, then given up with an alarm."""
    plan = Plan.objects.get()
    told = stripe_gateway.retrieve_subscription(plan.subscription_id)
    beside = replace(told, id="sub_beside", status="active")

    with pytest.raises(applying.NotYet):
        applying.apply([beside], asked_at=timezone.now())

    plan.refresh_from_db()
    assert plan.subscription_id == told.id


def test_what_the_refused_one_says_at_last_brings_it_not_back(refused, desk, client):
    """Both have ended: the plan stays with the one that it had last."""
    first = stripe_gateway.retrieve_subscription(Plan.objects.get().subscription_id)
    run_jobs()
    desks.arrive(desk)
    desk.pay(desks.begin(client, refused).session_id, CARD)
    desks.arrive(desk)
    plans.stop(plan=Plan.objects.get())
    last = Plan.objects.get().subscription_id

    ended = replace(first, ended_at=timezone.now())
    with pytest.raises(applying.NotOurs):
        applying.apply([ended], asked_at=timezone.now())

    assert Plan.objects.get().subscription_id == last
