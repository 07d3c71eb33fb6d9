"""Limits on beginning to pay, and what happens when many cards are declined."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sponsors import card_testing
from sponsors.ledger import standing_of
from sponsors.models import Donation, Payment, PaymentFact
from tests.sponsors.giving.world import (
    DECLINED,
    FORM,
    GOOD,
    RENEWALS_DECLINED,
    filled_in,
)

pytestmark = pytest.mark.django_db


def send(browser, **changed):
    return browser.post(FORM, filled_in(**changed))


def decline(times, **gift):
    donation = Donation.objects.create(
        amount=500, currency="usd", **{"email": "someone@example.org"} | gift
    )
    payment = Payment.objects.create(
        donation=donation, amount=500, currency="usd", session_id=f"cs_{donation.pk}"
    )
    for number in range(times):
        PaymentFact.objects.create(
            payment=payment,
            kind=PaymentFact.Kind.DECLINED,
            stripe_id=f"ch_{donation.pk}_{number}",
            occurred_at=timezone.now(),
        )


def test_one_browser_begins_some_payments_not_many(giving, reader, settings):
    settings.ACCOUNT_RATE_LIMITS = {"give_session": "2/m/key"}
    for number in range(2):
        assert send(reader, email=f"{number}@example.org").status_code == 303

    response = send(reader, email="3@example.org", message="Still here")

    assert response.status_code == 429
    assert "Nothing was paid just now" in response.content.decode()
    assert "Still here" in response.content.decode()
    assert Payment.objects.count() == 2
    assert send(Client(), email="4@example.org").status_code == 303


def test_one_address_and_one_e_mail_are_limited_too(giving, settings):
    settings.ACCOUNT_RATE_LIMITS = {"give_address": "3/m/ip", "give_email": "1/m/key"}

    answers = [
        send(Client(), email=email).status_code
        for email in (
            "a@example.org",
            "A@example.org",
            "b@example.org",
            "c@example.org",
        )
    ]

    assert answers == [303, 429, 303, 429]


def test_the_limits_of_the_settings_are_all_there(settings):
    assert {"give_address", "give_session", "give_email", "give_slowly"} <= set(
        settings.ACCOUNT_RATE_LIMITS
    )


@pytest.mark.parametrize("interval", ["once", "monthly"])
def test_somebody_whose_cards_are_declined_again_and_again_must_wait(
    giving, reader, interval
):
    """The first payment of a plan counts, though Stripe makes no plan of it."""
    session = giving.begin(email="tries@example.org", interval=interval)
    for _time in range(card_testing.MOST_OF_ONE):
        giving.sandbox.pay(session, DECLINED, email="tries@example.org")
    giving.arrive()
    giving.arrive()

    assert card_testing.declined().count() == card_testing.MOST_OF_ONE

    assert send(reader).status_code == 429  # the same browser
    assert send(Client(), email="Tries@example.org").status_code == 429
    assert send(Client(), email="other@example.org").status_code == 303


def test_a_declined_card_of_another_system_is_not_counted(giving, plan):
    """The same account at Stripe, and an address that nobody gives from here."""
    giving.begin(email="tries@example.org", interval="monthly")
    assert plan(DECLINED) is None
    giving.arrive()

    assert card_testing.declined().count() == 0


def test_tries_on_a_page_that_was_left_long_ago_are_not_counted_here(giving, plan):
    giving.begin(email="donor@example.org", interval="monthly")
    giving.sandbox.advance(days=2)
    assert plan(DECLINED) is None
    giving.arrive()

    assert PaymentFact.objects.filter(kind="declined").count() == 0


def test_declined_then_paid_is_a_plan_like_any_other(giving):
    session = giving.begin(email="tries@example.org", interval="monthly")
    giving.sandbox.pay(session, DECLINED, email="tries@example.org")
    giving.sandbox.pay(session, GOOD, email="tries@example.org")
    giving.arrive()

    payment = Payment.objects.get()
    assert standing_of(payment).status == "paid"
    assert card_testing.declined().count() == 1
    assert payment.plan.status == "active"


def test_renewals_that_fail_are_no_attempts_on_cards(giving, reader):
    """On the first of a month many cards fail, and nobody is trying any."""
    plan = giving.plan(number=RENEWALS_DECLINED)
    giving.sandbox.control("renew", subscription=plan.subscription_id)
    giving.arrive()

    assert PaymentFact.objects.filter(kind="declined").exists()
    assert card_testing.declined().count() == 0


def test_two_declined_cards_are_no_reason(giving, reader):
    decline(2, email="donor@example.org")

    assert send(reader).status_code == 303


def test_when_many_are_declined_everybody_goes_slowly(giving):
    decline(card_testing.MOST_OF_ALL)
    cache.delete(card_testing.ALARM)

    answers = [
        send(Client(), email=f"{number}@example.org").status_code for number in range(4)
    ]

    assert answers == [303, 303, 429, 429]


def test_the_alarm_is_mailed_once_in_a_while(settings):
    settings.FINANCE_EMAIL = "finance@example.org"
    card_testing.watch()
    assert mail.outbox == []
    decline(card_testing.MOST_OF_ALL)

    card_testing.watch()
    card_testing.watch()

    (message,) = mail.outbox
    assert message.to == ["finance@example.org"]
    assert "Many declined cards" in message.subject
    assert "someone@" not in message.body
