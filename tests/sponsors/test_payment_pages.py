"""Payment pages: begun twice, left, paid twice, tampered with (cases 35 to 51)."""

import datetime
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from sponsors.errors import (
    AlreadyPaid,
    AnotherWish,
    GivingIsOff,
    OutOfLimits,
    PaymentPageUnreachable,
    UnknownCurrency,
)
from sponsors.giving import checkout, donations
from sponsors.hearing import applying, fetching
from sponsors.models import Donation, Payment, Receipt
from tests.sponsors.conftest import DECLINED, books, notice_kinds, statuses

pytestmark = pytest.mark.django_db


def test_clicking_twice_is_one_gift_with_one_page(till):
    """Case 42."""
    key = uuid4()

    first, second = till.begin(key=key), till.begin(key=key)

    assert first == second
    assert Donation.objects.count() == 1
    assert len(till.sandbox.objects("checkout.session")) == 1


def test_the_same_form_with_another_amount_is_refused(till):
    """Case 35."""
    key = uuid4()
    till.begin(1500, key=key)

    with pytest.raises(AnotherWish):
        till.begin(500, key=key)
    with pytest.raises(AnotherWish):
        till.begin(1500, key=key, email="somebody.else@example.org")

    assert Donation.objects.get().amount == 1500


@pytest.mark.parametrize(
    ("amount", "currency", "error"),
    [
        (499, "usd", OutOfLimits),
        (2_500_001, "usd", OutOfLimits),
        (0, "usd", OutOfLimits),
        (-1500, "usd", OutOfLimits),
        (2**63, "usd", OutOfLimits),
        (1500, "chf", UnknownCurrency),
    ],
)
def test_the_server_decides_about_amounts(till, amount, currency, error):
    """Cases 35 and 39."""
    with pytest.raises(error):
        till.begin(amount, currency)

    assert Donation.objects.count() == 0


def test_a_page_that_was_left_is_replaced_by_a_new_one(till, stripe_client):
    """Case 45: its expiry is heard only when the giver comes back."""
    key = uuid4()
    first = till.begin(key=key)
    stripe_client.v1.checkout.sessions.expire(first.session_id)

    second = till.begin(key=key)

    assert first != second
    assert books(first)["status"] == "expired"
    till.pay(second)
    till.hear()
    assert books(second)["status"] == "paid"


def test_a_page_that_expires_by_itself(till):
    payment = till.begin()
    till.sandbox.advance(days=2)

    till.hear()

    assert books(payment)["status"] == "expired"
    assert statuses() == {"done"}


def test_paying_again_what_is_paid_is_refused(till):
    """Case 51, the harmless half."""
    key = uuid4()
    payment = till.begin(key=key)
    till.pay(payment)

    with pytest.raises(AlreadyPaid):
        till.begin(key=key)

    assert books(payment)["status"] == "paid"


def test_going_back_and_paying_a_second_form_is_flagged(till):
    """Case 51: two forms, both paid within minutes: staff look, both are booked."""
    first, second = till.give(), till.give()

    second.refresh_from_db()
    assert "twice" in second.review_reason
    assert Receipt.objects.filter(voided_at=None).count() == 2
    assert notice_kinds() == ["receipt", "receipt", "review"]
    assert first.review_reason == ""


@pytest.mark.parametrize("field", ["amount", "currency"])
def test_another_amount_or_currency_than_agreed_is_flagged(till, field):
    """Cases 36 and 37: the money is booked as it came; no receipt before somebody looked."""
    payment = till.begin(1500, "usd")
    till.pay(payment)
    asked_at = timezone.now()
    things = fetching.session(payment.session_id)
    other = Payment.objects.create(
        donation=payment.donation,
        amount=1400 if field == "amount" else 1500,
        currency="eur" if field == "currency" else "usd",
    )

    applying.apply([retold(one, other) for one in things], asked_at=asked_at)

    other.refresh_from_db()
    assert books(other)["net"] == 1500
    assert books(other)["receipts"] == []
    assert "instead of" in other.review_reason
    assert "review" in notice_kinds()


def retold(thing, payment):
    """Return what Stripe told, as if it were about another payment of ours."""
    charge = getattr(thing, "charge", None)
    if charge is None:
        return replace(thing, id="cs_x", payment=str(payment.pk), payment_intent="")
    changed = replace(charge, id="ch_x", payment=str(payment.pk), payment_intent="")
    return replace(thing, charge=changed)


def test_nothing_due_is_as_good_as_paid(till):
    """Case 49."""
    payment = till.begin()
    told = replace(
        fetching.session(payment.session_id)[0],
        status="complete",
        payment_status="no_payment_required",
    )

    applying.apply([told], asked_at=timezone.now())

    assert books(payment)["status"] == "paid"
    assert books(payment)["receipts"] == []


def test_a_session_of_somebody_elses_system_is_nobodys(till, donation):
    """Case 50, as far as the core goes; whose browser it is, the page asks."""
    session = donation()

    assert donations.sync_session(session.id) is None


def test_stripe_down_loses_nothing(till, settings):
    """The wish is there; clicking again leads on."""
    key = uuid4()
    base = settings.STRIPE_API_BASE
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(PaymentPageUnreachable):
        till.begin(key=key)
    settings.STRIPE_API_BASE = base

    payment = till.begin(key=key)

    assert Payment.objects.get() == payment
    assert payment.session_id


def test_an_answer_that_was_lost_makes_no_second_page(till):
    """Case 32: the library asks again with our key."""
    till.sandbox.control("fail_next", faults=["lost"])

    payment = till.begin()

    assert len(till.sandbox.objects("checkout.session")) == 1
    assert payment.session_id


def test_without_a_key_nothing_can_be_given(till, settings):
    settings.STRIPE_SECRET_KEY = ""

    with pytest.raises(GivingIsOff):
        till.begin()

    assert Donation.objects.count() == 0


def test_payments_that_nobody_heard_of_are_swept(till, monkeypatch):
    till.sandbox.control("config", drop=["*"])
    payment, paid = till.begin(), till.begin(key=uuid4(), email="two@example.org")
    till.pay(paid)
    till.sandbox.advance(days=2)
    monkeypatch.setattr(checkout, "LEFT_AFTER", datetime.timedelta(0))

    unclear = checkout.sweep_left()

    assert unclear == []
    assert books(payment)["status"] == "expired"
    assert books(paid)["status"] == "paid"


def test_a_page_with_a_declined_card_that_nobody_heard_of_again_is_swept(
    till, monkeypatch
):
    payment = till.begin()
    till.sandbox.pay(payment.session_id, DECLINED)
    till.hear()
    till.sandbox.control("config", drop=["*"])
    till.sandbox.advance(days=2)
    monkeypatch.setattr(checkout, "LEFT_AFTER", datetime.timedelta(0))
    assert payment.facts.get().kind == "declined"

    assert checkout.sweep_left() == []

    assert books(payment)["status"] == "expired"
