"""Limits on beginning to pay, and what happens when many cards are declined."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sponsors import card_testing
from sponsors.models import Donation, Payment, PaymentFact
from tests.sponsors.giving.world import DECLINED, FORM, filled_in

pytestmark = pytest.mark.django_db


def send(browser, **changed):
    return browser.post(FORM, filled_in(**changed))


def decline(times, **gift):
    donation = Donation.objects.create(
        amount=500, currency="usd", **{"email": "someone@example.org"} | gift
    )
    payment = Payment.objects.create(donation=donation, amount=500, currency="usd")
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


def test_somebody_whose_cards_are_declined_again_and_again_must_wait(giving, reader):
    session = giving.begin(email="tries@example.org")
    for _time in range(card_testing.MOST_OF_ONE):
        giving.sandbox.pay(session, DECLINED)
    giving.arrive()

    assert send(reader).status_code == 429  # the same browser
    assert send(Client(), email="Tries@example.org").status_code == 429
    assert send(Client(), email="other@example.org").status_code == 303


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
