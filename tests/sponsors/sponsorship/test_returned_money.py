"""Money that goes back ends a sponsorship, whoever sent it and whatever was heard first."""

import random

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from sponsors.books import reviewing
from sponsors.giving import plan_tasks
from sponsors.hearing import outcomes
from sponsors.models import Invoice, Notice, Payment, PaymentFact, Sponsorship
from sponsors.sponsorship import deciding, placements, sponsor_tasks
from sponsors.telling import sending
from tests.money_factories import enter, make_offline, make_paid, make_sponsorship
from tests.sponsors.conftest import CARD, deliver
from tests.sponsors.sponsorship.conftest import arrive, begin, show, state, yearly

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(desk, as_member, approved):
    """A payment by card; nobody here has heard of it."""
    show(approved)
    payment = begin(as_member, approved)
    desk.pay(payment.session_id, CARD)
    return payment


def charge(desk):
    return desk.objects("charge")[0]["id"]


def give_back(desk, amount=None):
    fields = {"amount": amount} if amount else {}
    return desk.control("refund", charge=charge(desk), **fields)["id"]


def lose(desk, **fields):
    made = desk.control("dispute", charge=charge(desk), **fields)["id"]
    desk.control("dispute_move", dispute=made, status="lost")
    return made


def told(kind="sponsor_end"):
    return Notice.objects.filter(kind=kind).count()


@pytest.mark.parametrize("how", [give_back, lose])
@pytest.mark.parametrize("heard", ["step by step", "at once", "backwards"])
def test_money_that_went_back_ends_it(desk, approved, paid, reader, how, heard):
    if heard == "step by step":
        arrive(desk)
        assert state(approved) == "active"
    how(desk)
    webhooks = list(desk.webhooks())
    for webhook in reversed(webhooks) if heard == "backwards" else webhooks:
        deliver(webhook)
    arrive(desk)
    arrive(desk)

    assert state(approved) == "ended"
    placements.forget()
    assert "Bone Bank" not in reader.get("/sponsors/").content.decode()
    assert told() == 1
    assert Sponsorship.objects.get().end_reason
    assert not Invoice.objects.filter(voided_at=None).exists()


@pytest.mark.parametrize("heard", ["step by step", "at once"])
def test_a_part_that_goes_back_ends_nothing(desk, approved, paid, heard):
    if heard == "step by step":
        arrive(desk)
    give_back(desk, amount=100_000)
    arrive(desk)

    assert state(approved) == "active"
    assert Invoice.objects.get(voided_at=None).amount == 150_000

    give_back(desk)
    arrive(desk)

    assert state(approved) == "ended"


def test_an_open_dispute_ends_nothing_and_a_part_that_is_lost_neither(
    desk, approved, paid
):
    arrive(desk)
    made = desk.control("dispute", charge=charge(desk), amount=50_000)["id"]
    arrive(desk)
    assert state(approved) == "active"

    desk.control("dispute_move", dispute=made, status="lost")
    arrive(desk)

    assert state(approved) == "active"
    assert told() == 0


def test_contacts_and_staff_are_told_why(desk, approved, paid, settings):
    settings.FINANCE_EMAIL = "finance@example.org"
    arrive(desk)
    give_back(desk)
    arrive(desk)
    mail.outbox.clear()

    for notice in Notice.objects.filter(about__contains=":ended:"):
        sending.send(notice.pk)

    theirs, ours = sorted(mail.outbox, key=lambda letter: letter.to)
    assert theirs.to == ["ada@bonebank.example"]
    assert ours.to == ["finance@example.org"]
    for letter in (theirs, ours):
        assert "The payment was given back in full." in " ".join(letter.body.split())
    assert "no longer shown" in " ".join(theirs.body.split())


def test_who_never_was_shown_is_not_thanked_for_it(desk, approved, paid):
    give_back(desk)
    arrive(desk)
    mail.outbox.clear()

    sending.send(Notice.objects.get(kind="sponsor_paid").pk)

    assert mail.outbox == []


def test_a_refund_that_fails_lets_it_go_on(desk, approved, paid):
    arrive(desk)
    refund = give_back(desk)
    arrive(desk)
    assert state(approved) == "ended"

    desk.control("refund_fails", refund=refund)
    arrive(desk)

    assert state(approved) == "active"
    assert Sponsorship.objects.get().end_reason == ""
    assert Notice.objects.filter(kind="sponsor_new", about__contains=":back:").exists()


def test_what_staff_ended_stays_ended_whatever_money_does(
    desk, approved, paid, administrator
):
    arrive(desk)
    approved.refresh_from_db()
    deciding.end(sponsorship=approved, by=administrator, reason="Asked for.")
    refund = give_back(desk)
    arrive(desk)
    desk.control("refund_fails", refund=refund)
    arrive(desk)

    assert state(approved) == "ended"
    assert Sponsorship.objects.get().end_reason == "Asked for."


def test_paid_twice_and_given_back_once_it_goes_on(active):
    twice = [make_paid(sponsorship=active) for _each in range(2)]

    enter(twice[0], "refund", -active.amount)
    sponsor_follow(twice[0])
    assert state(active) == "active"

    enter(twice[1], "refund", -active.amount)
    sponsor_follow(twice[1])
    assert state(active) == "ended"


def sponsor_follow(payment):
    outcomes.follow(Payment.objects.get(pk=payment.pk))


def test_a_check_that_bounced_ends_it(tier, sponsor):
    one = make_sponsorship(tier, sponsor, state="approved")
    payment = make_offline(sponsorship=one)
    assert state(one) == "active"

    enter(payment, "offline_reversal", -payment.amount)
    sponsor_follow(payment)

    assert state(one) == "ended"


def test_only_the_year_whose_money_went_back_ends(desk, as_member, tier, sponsor):
    one = yearly(tier, sponsor, desk, as_member)
    desk.advance(days=366)
    arrive(desk)
    one.refresh_from_db()
    second = one.renewal

    newest = max(desk.objects("charge"), key=lambda each: each["created"])
    desk.control("refund", charge=newest["id"])
    arrive(desk)

    second.refresh_from_db()
    assert second.ended_at
    assert state(one) == "active"
    (subscription,) = desk.objects("subscription")
    assert subscription["status"] == "active"

    sponsor_tasks.stop_plans_of_returned_money()

    (subscription,) = desk.objects("subscription")
    assert subscription["status"] == "canceled"


def end_plans():
    """Do what the jobs of ended years ask for; return how many there were."""
    task = plan_tasks.end_plan_of_returned_money
    waiting = ProcrastinateJob.objects.filter(task_name=task.name)
    for job in waiting:
        task.func(**job.args)
    return len(waiting)


def test_the_plan_is_stopped_at_once(desk, as_member, tier, sponsor):
    yearly(tier, sponsor, desk, as_member)
    give_back(desk)
    arrive(desk)
    arrive(desk)

    assert end_plans() == 1

    assert desk.objects("subscription")[0]["status"] == "canceled"


def test_money_that_came_back_meanwhile_keeps_the_plan(desk, as_member, tier, sponsor):
    yearly(tier, sponsor, desk, as_member)
    refund = give_back(desk)
    arrive(desk)
    desk.control("refund_fails", refund=refund)
    arrive(desk)

    assert end_plans() == 1

    assert desk.objects("subscription")[0]["status"] == "active"


def test_stripe_away_stops_the_plan_at_the_next_hour(desk, as_member, tier, sponsor):
    yearly(tier, sponsor, desk, as_member)
    give_back(desk)
    arrive(desk)
    desk.control("fail_next", faults=["500"] * 6)
    sponsor_tasks.stop_plans_of_returned_money()
    assert desk.objects("subscription")[0]["status"] == "active"

    desk.control("fail_next", faults=[])
    sponsor_tasks.stop_plans_of_returned_money()

    assert desk.objects("subscription")[0]["status"] == "canceled"


def test_money_that_was_doubted_begins_it_once_staff_says_so(approved, administrator):
    payment = make_paid(sponsorship=approved)
    type(approved).objects.update(paid_at=None, starts_on=None, ends_on=None)
    PaymentFact.objects.create(
        payment=payment,
        kind="mismatch",
        stripe_id="cs_1",
        occurred_at=payment.created_at,
    )
    Payment.objects.update(review_reason="Another amount")
    sponsor_follow(payment)
    assert state(approved) == "approved"

    reviewing.settle(payment=payment, by=administrator)

    assert state(approved) == "active"


def test_a_rich_disorder_gives_the_same_state(desk, approved, paid):
    arrive(desk)
    for amount in (50_000, 100_000, 100_000):
        give_back(desk, amount=amount)
    webhooks = list(desk.webhooks()) * 2
    random.Random(5).shuffle(webhooks)
    for webhook in webhooks:
        deliver(webhook)
    arrive(desk)

    assert state(approved) == "ended"
    assert told() == 1
