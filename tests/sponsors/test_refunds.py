"""Money that goes back (cases 52 to 58)."""

import random
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.books import booking, refund_sending, refunds
from sponsors.errors import (
    AlreadyDecided,
    NeedsSecondPerson,
    NothingToRefund,
    TooPrecise,
    UnderDispute,
)
from sponsors.hearing import applying
from sponsors.models import Receipt, Refund
from tests.money_factories import make_paid
from tests.sponsors.conftest import books, notice_kinds, statuses

pytestmark = pytest.mark.django_db

PENDING_FIRST, FAILS_LATER = "4000000000007726", "4000000000005126"


def ask(payment, amount, by, **fields):
    return refunds.request(
        payment=payment, amount=amount, by=by, reason="requested_by_customer", **fields
    )


def send(refund):
    refund_sending.send(refund.pk)
    refund.refresh_from_db()
    return refund


def test_a_part_and_then_the_rest(till, administrator):
    """Cases 52 and 53: the receipt is replaced by one about what stayed, then void."""
    payment = till.give()
    part = send(ask(payment, 500, administrator))
    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == (
        "partially_refunded",
        1000,
        [1000],
    )
    assert (part.status, refunds.left(payment)) == ("succeeded", 1000)

    send(ask(payment, 1000, administrator))
    till.hear(order=random.Random(3), copies=3)

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("refunded", 0, [])
    assert Receipt.objects.count() == 2
    assert Refund.objects.count() == 2
    assert statuses() == {"done"}


def test_more_than_there_is_is_refused(till, administrator):
    """Case 54."""
    payment = till.give()
    for amount in (1501, 0, -1):
        with pytest.raises(NothingToRefund):
            ask(payment, amount, administrator)


def test_a_refund_under_way_counts(administrator):
    """Case 55, one after the other; at the same moment: test_races.py."""
    payment = make_paid()
    ask(payment, 1000, administrator)

    with pytest.raises(NothingToRefund):
        ask(payment, 501, administrator)

    assert refunds.left(payment) == 500


def test_a_refund_that_is_booked_and_pending_counts_once(till, stripe_client):
    """Stripe books it on the balance before the bank has it: the ledger says so already."""
    payment = till.give()
    made = stripe_client.v1.refunds.create({"charge": payment.charge_id, "amount": 500})
    told = stripe_gateway.retrieve_refund(made.id)
    assert told.settlement

    applying.apply([replace(told, status="pending")], asked_at=timezone.now())

    assert payment.refunds.get().status == "pending"
    assert (books(payment)["net"], refunds.left(payment)) == (1000, 1000)


def test_sending_a_refund_twice_sends_it_once(till, administrator):
    payment = till.give()
    refund = ask(payment, 500, administrator)
    till.sandbox.control("fail_next", faults=["lost"])

    send(refund)
    send(refund)

    assert len(till.sandbox.objects("refund")) == 1
    assert books(payment)["net"] == 1000


@pytest.mark.parametrize("order", [None, "reversed"])
def test_a_refund_that_fails_later_gives_the_money_back(till, administrator, order):
    """Case 56: the gift counts again, and so does a receipt about all of it."""
    payment = till.give(number=FAILS_LATER)
    send(ask(payment, 1500, administrator))
    assert books(payment)["status"] == "refunded"
    [refund] = till.sandbox.objects("refund")
    if refund["status"] != "failed":
        till.sandbox.control("refund_fails", refund=refund["id"])

    till.hear(order=order, copies=2)

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])
    assert Refund.objects.get().status == "failed"
    assert statuses() == {"done"}


def test_a_refund_that_waits_is_booked_once_it_moved(till, administrator):
    payment = till.give(number=PENDING_FIRST)
    refund = send(ask(payment, 1500, administrator))
    assert refund.status == "pending"
    assert refunds.left(payment) == 0

    till.sandbox.control("refund_succeeds", refund=refund.remote_id)
    till.hear(copies=2)

    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert books(payment)["net"] == 0


@pytest.mark.parametrize("order", [None, "reversed"])
def test_a_refund_made_in_the_dashboard_is_known_here(till, stripe_client, order):
    """Case 57."""
    payment = till.give()
    stripe_client.v1.refunds.create({"charge": payment.charge_id, "amount": 400})

    till.hear(order=order)

    refund = Refund.objects.get()
    assert (refund.amount, refund.requested_by, refund.note) == (
        400,
        None,
        "Made at Stripe",
    )
    assert books(payment)["net"] == 1100


def test_a_refund_that_came_before_the_charge_was_heard(till, stripe_client):
    """Out of order as a whole: the charge is fetched with it."""
    payment = till.begin()
    till.pay(payment)
    [charge] = till.sandbox.objects("charge")
    stripe_client.v1.refunds.create({"charge": charge["id"]})

    till.hear(order="reversed")

    assert books(payment)["status"] == "refunded"
    assert books(payment)["receipts"] == []
    assert statuses() == {"done"}


def test_a_disputed_payment_cannot_be_refunded(till, administrator):
    """Case 58."""
    payment = till.give()
    till.sandbox.control("dispute", charge=payment.charge_id)
    till.hear()

    with pytest.raises(UnderDispute):
        ask(payment, 100, administrator)


def test_a_dispute_that_took_no_money_yet_is_the_reason_that_is_given(administrator):
    payment = make_paid()
    booking.note(payment, "disputed", "du_1", timezone.now())

    with pytest.raises(UnderDispute):
        ask(payment, 100, administrator)


def test_what_stripe_refuses_has_failed_and_says_why(
    till, administrator, stripe_client
):
    """Refunded in the Dashboard between our asking and sending."""
    payment = till.give()
    refund = ask(payment, 1500, administrator)
    stripe_client.v1.refunds.create({"charge": payment.charge_id})

    send(refund)
    till.hear()

    assert (refund.status, refund.failure_reason) == (
        "failed",
        "charge_already_refunded",
    )
    assert books(payment)["net"] == 0


def test_above_the_limit_a_second_person_approves(
    till, administrator, editor, settings
):
    settings.REFUND_ALONE_UP_TO = {"usd": (1000,)}
    payment = till.give()
    refund = ask(payment, 1001, administrator)
    assert send(refund).remote_id is None
    with pytest.raises(NeedsSecondPerson):
        refunds.approve(refund=refund, by=administrator)

    refunds.approve(refund=refund, by=editor)
    send(refund)

    assert refund.status == "succeeded"
    with pytest.raises(AlreadyDecided):
        refunds.approve(refund=refund, by=editor)
    with pytest.raises(AlreadyDecided):
        refunds.reject(refund=refund, by=editor)


def test_a_rejected_refund_is_free_again(administrator, editor, settings):
    settings.REFUND_ALONE_UP_TO = {}
    payment = make_paid()
    refund = ask(payment, 1500, administrator)

    refunds.reject(refund=refund, by=editor, note="No.")

    assert refunds.left(payment) == 1500
    refund.refresh_from_db()
    assert "No. (the-editor)" in refund.note


def test_nothing_is_sent_while_a_transaction_is_open(till, administrator):
    """A job is written with the refund; the call comes after the commit."""
    payment = till.give()
    with transaction.atomic():
        refund = ask(payment, 500, administrator)

    assert refund.status == ""
    assert till.sandbox.objects("refund") == []
    assert "refunded" not in notice_kinds()


def test_what_stripe_cannot_give_back_is_refused_here(till, administrator):
    """Three decimals end in 0: Stripe's smallest step is ten of the smallest coins."""
    payment = till.give(5000, "kwd")

    with pytest.raises(TooPrecise):
        refunds.request(payment=payment, amount=1005, by=administrator, reason="fraud")

    assert refunds.left(payment) == 5000
