"""What those who give regularly are written, always with the link that ends it."""

import datetime

import pytest
from django.utils import timezone

from sponsors.books import booking
from sponsors.giving import plans
from sponsors.models import LedgerEntry, Notice, PaymentFact, Plan
from sponsors.telling import notices
from tests.money_factories import enter, make_donation, make_payment, make_plan
from tests.sponsors.papers.posting import html, post

pytestmark = pytest.mark.django_db

Kind = Notice.Kind


@pytest.fixture
def plan(till):
    till.give(1000, interval="monthly", name="Ada")
    post()
    return Plan.objects.get()


def subjects():
    return [one.subject for one in post()]


def test_a_plan_begins_with_thanks_and_a_mail_about_it(till):
    till.give(1000, interval="monthly")

    told = {one.subject: one for one in post()}

    assert set(told) == {"Thank you for your gift", "Your regular payment is set up"}
    assert "$10.00" in told["Your regular payment is set up"].body


def test_pausing_going_on_and_another_amount_are_each_told_once(till, plan):
    plans.pause(plan=plan)
    till.hear(copies=2)
    assert subjects() == ["Your regular payment is paused"]

    plans.resume(plan=plan)
    till.hear(copies=2)
    assert subjects() == ["Your regular payment goes on"]

    plans.change_amount(plan=plan, amount=2500)
    till.hear(copies=2)
    [mail] = post()
    assert mail.subject == "Your regular payment has changed"
    assert "$25.00" in mail.body


def test_stopping_and_taking_that_back_are_told(till, plan):
    plans.stop(plan=plan, at_period_end=True)
    till.hear()
    assert subjects() == ["Your regular payment is stopped"]

    plans.keep(plan=plan)
    till.hear()
    assert subjects() == ["Your regular payment goes on"]


@pytest.mark.parametrize(
    "kind",
    [
        Kind.PLAN_BEGUN,
        Kind.PLAN_CHANGED,
        Kind.PLAN_PAUSED,
        Kind.PLAN_RESUMED,
        Kind.PLAN_STOPPED,
        Kind.PLAN_ENDED,
        Kind.RENEWAL_FAILED,
    ],
)
def test_every_mail_about_a_plan_says_which_one(kind):
    """Somebody may give a monthly and a yearly gift."""
    plan = make_plan(make_donation(1000, interval="monthly"))
    notices.write(kind, "sub_1:1", plan=plan)

    [mail] = post()

    assert "$10.00" in mail.body
    assert "every month" in mail.body


def test_a_stopped_plan_has_no_link_to_stop_it_but_a_day_until_which_to_undo_it(
    till, plan
):
    plans.stop(plan=plan, at_period_end=True)
    till.hear()
    plan.refresh_from_db()

    [mail] = post()

    assert "/donate/plan/" not in mail.body
    assert f"{plan.current_period_end:until %-d %B %Y}" in mail.body


@pytest.mark.parametrize("why", ["paused_at", "past_due_since"])
def test_what_cannot_be_paused_is_only_offered_to_be_stopped(why):
    plan = make_plan(**{why: timezone.now()})
    notices.write(Kind.RENEWAL_FAILED, "in_1:1", plan=plan)

    [mail] = post()

    assert "Stop your regular gift at once" in mail.body


def test_the_end_of_a_plan_is_told_without_a_link_to_end_it(till, plan):
    plans.stop(plan=plan)
    till.hear()

    [mail] = post()

    assert mail.subject == "Your regular payment has ended"
    assert "/donate/plan/" not in mail.body
    assert "/donate/" in mail.body


@pytest.mark.parametrize(
    "kind",
    [
        Kind.PLAN_BEGUN,
        Kind.PLAN_CHANGED,
        Kind.PLAN_PAUSED,
        Kind.PLAN_RESUMED,
        Kind.PLAN_STOPPED,
        Kind.RENEWAL_FAILED,
    ],
)
def test_every_mail_about_a_running_plan_has_the_link_that_stops_it(kind, client):
    plan = make_plan(make_donation(1000, interval="monthly"))
    notices.write(kind, "sub_1:1", plan=plan)

    [mail] = post()

    [link] = [one for one in mail.body.split() if "/donate/plan/" in one]
    assert link in html(mail)
    assert "$" not in mail.subject
    page = client.get(link.removeprefix("http://localhost:8000"))
    assert page.status_code == 200
    assert b'value="stop"' in page.content


def test_a_failed_renewal_is_told_kindly_with_the_last_day(settings):
    settings.PLAN_GRACE_DAYS = 15
    since = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
    plan = make_plan(status="past_due", past_due_since=since)
    notices.write(Kind.RENEWAL_FAILED, "in_1:1", plan=plan)

    [mail] = post()

    assert "you owe us nothing" in mail.body
    assert "17 November 2026" in mail.body
    assert "/account/giving/" in mail.body


def test_a_renewal_that_was_paid_meanwhile_is_not_complained_about():
    plan = make_plan()
    payment = make_payment(plan.donation, plan=plan)
    notices.write(Kind.RENEWAL_FAILED, "in_1:1", plan=plan, payment=payment)
    enter(payment, LedgerEntry.Kind.CHARGE, payment.amount)

    assert post() == []
    assert Notice.objects.get().sent_at


def test_a_plan_that_ended_for_want_of_a_card_says_so():
    plan = make_plan(status="canceled", ended_at=timezone.now())
    payment = make_payment(plan.donation, plan=plan)
    booking.note(payment, PaymentFact.Kind.DECLINED, "in_1:4", timezone.now())
    notices.write(Kind.PLAN_ENDED, "sub_1", plan=plan)

    [mail] = post()

    assert "could not take your regular payment" in mail.body
