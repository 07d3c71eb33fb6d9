"""Limits on beginning to pay, and what happens when many cards are declined."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sponsors.books.ledger import standing_of
from sponsors.giving import card_testing, declined
from sponsors.models import Donation, Payment, PaymentFact
from sponsors.remote import StripeTrouble
from tests.sponsors.giving.world import (
    DECLINED,
    FORM,
    GOOD,
    RENEWALS_DECLINED,
    SESSION,
    filled_in,
)

pytestmark = pytest.mark.django_db


def send(browser, **changed):
    return browser.post(FORM, filled_in(**changed))


def jobs_of(name):
    """Return the arguments of the jobs with this name that wait."""
    waiting = ProcrastinateJob.objects.filter(task_name=f"sponsors.{name}")
    return list(waiting.values_list("args", flat=True))


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
    settings.ACCOUNT_RATE_LIMITS = {"give_address": "3/m/ip", "give_person": "1/m/key"}

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
    assert {"give_address", "give_session", "give_person", "give_slowly"} <= set(
        settings.ACCOUNT_RATE_LIMITS
    )


@pytest.mark.parametrize("interval", ["once", "monthly"])
def test_somebody_whose_cards_are_declined_again_and_again_must_wait(
    giving, reader, interval
):
    """The first payment of a plan counts, though Stripe makes no plan of it."""
    session = giving.begin(email="tries@example.org", interval=interval)
    for _time in range(declined.MOST_OF_ONE):
        giving.sandbox.pay(session, DECLINED, email="tries@example.org")
    giving.arrive()
    giving.arrive()

    assert declined.recently().count() == declined.MOST_OF_ONE

    assert send(reader).status_code == 429  # the same browser
    assert send(Client(), email="Tries@example.org").status_code == 429
    assert send(Client(), email="other@example.org").status_code == 303


def try_cards(giving, session, times, email="tries@example.org"):
    for _time in range(times):
        giving.sandbox.pay(session, DECLINED, email=email)
    giving.arrive()


@pytest.mark.parametrize("interval", ["once", "monthly"])
def test_a_page_on_which_card_after_card_is_declined_is_closed(
    giving, reader, interval
):
    session = giving.begin(email="tries@example.org", interval=interval)
    payment = Payment.objects.get()
    try_cards(giving, session, declined.MOST_OF_ONE - 1)
    assert jobs_of("close_page") == []

    try_cards(giving, session, 1)
    [job] = jobs_of("close_page")
    declined.close_page.func(**job)

    assert giving.sandbox.objects("checkout.session", id=session)[0]["status"] == (
        "expired"
    )
    giving.arrive()
    assert standing_of(payment).status == "expired"
    page = reader.get(f"/donate/cancelled/{payment.donation_id}/", follow=True)
    words = " ".join(page.content.decode().split())
    assert "Several cards were declined there. No money was taken" in words
    assert "no judgment on you" in words
    assert f"?again={payment.donation_id}" in words


def test_a_page_that_was_paid_after_all_is_left_alone(giving):
    session = giving.begin(email="tries@example.org")
    try_cards(giving, session, declined.MOST_OF_ONE)
    [job] = jobs_of("close_page")
    giving.sandbox.pay(session, GOOD, email="tries@example.org")

    declined.close_page.func(**job)  # Stripe says that it is paid
    giving.arrive()
    declined.close_page.func(**job)  # we know

    assert standing_of(Payment.objects.get()).status == "paid"


def test_a_page_is_closed_again_later_when_stripe_is_down(giving):
    session = giving.begin(email="tries@example.org")
    try_cards(giving, session, declined.MOST_OF_ONE)
    [job] = jobs_of("close_page")
    giving.sandbox.control("fail_next", faults=["500"] * 3)

    with pytest.raises(StripeTrouble):
        declined.close_page.func(**job)


def test_in_an_attack_pages_are_closed_sooner(giving):
    decline(declined.MOST_OF_ALL)
    cache.delete(declined.COUNT)
    session = giving.begin(email="tries@example.org")

    try_cards(giving, session, declined.MOST_IN_ATTACK)

    assert len(jobs_of("close_page")) == 1


def test_a_form_that_was_changed_closes_the_page_with_a_declined_card(giving):
    sent = filled_in(email="tries@example.org")
    first = SESSION.search(giving.browser.post(FORM, sent).url)[1]
    try_cards(giving, first, 1)

    giving.browser.post(FORM, {**sent, "preset": "50"})

    assert giving.sandbox.objects("checkout.session", id=first)[0]["status"] == (
        "expired"
    )


def test_declined_cards_are_counted_for_the_network_address(giving):
    """New cookies and invented e-mail addresses do not help."""
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(declined.MOST_OF_ADDRESS // 5):
        email = f"invented{number}@example.org"
        try_cards(giving, giving.begin(Client(), email=email), 5, email)

    assert send(Client(), email="one.more@example.org").status_code == 429
    assert send(elsewhere, email="honest@example.org").status_code == 303


def test_nobody_keeps_a_guest_from_giving_by_typing_their_address(giving, settings):
    settings.ACCOUNT_RATE_LIMITS = {"give_person": "2/m/key"}
    attacker = {"REMOTE_ADDR": "192.0.2.7"}
    for _time in range(2):
        send(Client(**attacker), email="victim@example.org")
    session = giving.begin(Client(REMOTE_ADDR="192.0.2.8"), email="victim@example.org")
    try_cards(giving, session, declined.MOST_OF_ONE, "victim@example.org")

    assert send(Client(**attacker), email="victim@example.org").status_code == 429
    assert send(Client(), email="victim@example.org").status_code == 303


def test_nobody_keeps_a_member_from_giving_by_typing_their_address(
    giving, as_member, member, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"give_person": "2/m/key"}
    for _time in range(2):
        send(Client(), email=member.email)
    decline(declined.MOST_OF_ONE, email=member.email)

    answers = [send(as_member, email=None).status_code for _time in range(3)]

    assert answers == [303, 303, 429]


def test_a_member_is_known_by_the_account_wherever_they_are(giving, as_member, member):
    decline(declined.MOST_OF_ONE, user=member)

    assert send(as_member, email=None).status_code == 429


def test_a_ward_behind_one_address_can_give(giving):
    answers = {
        send(Client(), email=f"nurse{number}@example.org").status_code
        for number in range(30)
    }

    assert answers == {303}


def test_where_a_gift_was_begun_is_kept_as_a_digest(giving, reader):
    giving.begin()

    kept = cache.get(f"giving:begun_at:{Donation.objects.get().pk}")

    assert len(kept) == 32
    assert "127.0.0.1" not in kept


def test_a_declined_card_of_another_system_is_not_counted(giving, plan):
    """The same account at Stripe, and an address that nobody gives from here."""
    giving.begin(email="tries@example.org", interval="monthly")
    assert plan(DECLINED) is None
    giving.arrive()

    assert declined.recently().count() == 0


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
    assert declined.recently().count() == 1
    assert payment.plan.status == "active"


def test_renewals_that_fail_are_no_attempts_on_cards(giving, reader):
    """On the first of a month many cards fail, and nobody is trying any."""
    plan = giving.plan(number=RENEWALS_DECLINED)
    giving.sandbox.control("renew", subscription=plan.subscription_id)
    giving.arrive()

    assert PaymentFact.objects.filter(kind="declined").exists()
    assert declined.recently().count() == 0


def test_two_declined_cards_are_no_reason(giving, reader):
    decline(2, email="donor@example.org")

    assert send(reader).status_code == 303


def test_when_many_are_declined_everybody_goes_slowly(giving):
    decline(declined.MOST_OF_ALL)
    cache.delete(declined.COUNT)

    answers = [
        send(Client(), email=f"{number}@example.org").status_code for number in range(4)
    ]

    assert answers == [303, 303, 429, 429]


def test_the_alarm_is_mailed_once_in_a_while(settings):
    settings.FINANCE_EMAIL = "finance@example.org"
    card_testing.watch()
    assert mail.outbox == []
    decline(declined.MOST_OF_ALL)

    card_testing.watch()
    card_testing.watch()

    (message,) = mail.outbox
    assert message.to == ["finance@example.org"]
    assert "Many declined cards" in message.subject
    assert "someone@" not in message.body
