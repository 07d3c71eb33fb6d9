"""What comes too late, just in time or with another key than a moment before."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.utils import timezone

from devtools.stripe_sandbox.errors import ApiError
from sponsors import remote, stripe_gateway
from sponsors.hearing import applying
from sponsors.models import Dispute, Refund
from sponsors.remote import Refused
from tests.sponsors.conftest import Till, books, notice_kinds, statuses
from tests.sponsors.test_races import at_once

PENDING_FIRST = "4000000000007726"


def late_charge(payment):
    """Return money that comes after its page was closed, as a bank may send it."""
    return remote.Bill(
        remote.Charge(
            id="ch_late",
            status="succeeded",
            amount=payment.amount,
            currency=payment.currency,
            created=timezone.now(),
            payment_intent="pi_late",
            customer="",
            payment=str(payment.pk),
            email="",
            failure_code="",
            settlement=None,
        )
    )


@pytest.mark.django_db
@pytest.mark.parametrize("is_given_again", [False, True])
def test_money_that_comes_after_its_page_was_closed_counts(
    till, stripe_client, is_given_again
):
    """Case 45: it is booked; whoever gave again meanwhile has perhaps paid twice."""
    key = uuid4()
    payment = till.begin(key=key)
    stripe_client.v1.checkout.sessions.expire(payment.session_id)
    till.hear()
    assert books(payment)["status"] == "expired"
    if is_given_again:
        till.give(key=key)

    for _time in range(2):
        applying.apply([late_charge(payment)], asked_at=timezone.now())

    payment.refresh_from_db()
    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])
    assert ("twice" in payment.review_reason) is is_given_again
    assert ("review" in notice_kinds()) is is_given_again


@pytest.mark.django_db
def test_an_older_answer_about_a_refund_or_dispute_changes_nothing(till, stripe_client):
    """Case 12: two workers, the one that asked first writes last."""
    refunded, disputed = till.give(number=PENDING_FIRST), till.give(amount=2000)
    made = stripe_client.v1.refunds.create({"charge": refunded.charge_id})
    opened = till.sandbox.control("dispute", charge=disputed.charge_id)
    asked_at = timezone.now()
    old = [
        stripe_gateway.retrieve_refund(made.id),
        stripe_gateway.retrieve_dispute(opened["id"]),
    ]
    till.sandbox.control("refund_succeeds", refund=made.id)
    till.sandbox.control("dispute_move", dispute=opened["id"], status="won")
    till.hear()

    applying.apply(old, asked_at=asked_at)

    assert (Refund.objects.get().status, Dispute.objects.get().status) == (
        "succeeded",
        "won",
    )
    assert books(refunded)["status"] == "refunded"
    assert books(disputed)["status"] == "paid"


@contextmanager
def allowed_to_fail(outcomes, name):
    try:
        yield
        outcomes.add(name)
    except (ApiError, Refused):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_page_paid_and_closed_at_the_same_moment_is_one_of_both(stripe):
    """Case 46: five times."""
    till = Till(stripe)
    for number in range(5):
        payment, outcomes = till.begin(email=f"d{number}@example.org"), set()

        def pay(session=payment.session_id, outcomes=outcomes):
            with allowed_to_fail(outcomes, "paid"):
                stripe.pay(session)

        def close(session=payment.session_id, outcomes=outcomes):
            with allowed_to_fail(outcomes, "expired"):
                stripe_gateway.expire_session(session)

        at_once(pay, close)
        till.hear(order="reversed")

        [outcome] = outcomes
        assert books(payment)["status"] == outcome
        assert books(payment)["receipts"] == ([1500] if outcome == "paid" else [])
        assert statuses() == {"done"}


@pytest.mark.django_db
def test_a_rolled_key_is_used_from_the_next_call_on(till, settings):
    """Case 91: nothing goes on with the old one, and nothing waits for a restart."""
    payment = till.begin()
    right = settings.STRIPE_SECRET_KEY
    settings.STRIPE_SECRET_KEY = "sk_test_sandbox_taken_back"

    with pytest.raises(Refused):
        stripe_gateway.retrieve_session(payment.session_id)

    settings.STRIPE_SECRET_KEY = right
    assert stripe_gateway.retrieve_session(payment.session_id).status == "open"
