"""Payments that the payer's bank asks about or takes back (cases 58 to 63)."""

import random

import pytest
from django.core import mail

from sponsors.books import booking, refunds
from sponsors.models import Dispute, Notice
from sponsors.telling import sending
from tests.sponsors.conftest import books, notice_kinds, statuses

pytestmark = pytest.mark.django_db

INQUIRY = "4000000000001976"
ORDERS = [
    pytest.param(None, id="as sent"),
    pytest.param("reversed", id="reversed"),
    pytest.param(random.Random(4), id="shuffled"),
]


def dispute(till, payment, **fields):
    return till.sandbox.control("dispute", charge=payment.charge_id, **fields)["id"]


def move(till, dispute_id, status):
    till.sandbox.control("dispute_move", dispute=dispute_id, status=status)


def test_a_dispute_takes_the_money_and_staff_are_told(till):
    payment = till.give()
    dispute(till, payment)

    till.hear(copies=2)

    row = Dispute.objects.get()
    assert books(payment)["status"] == "disputed"
    assert books(payment)["net"] == 0
    assert row.due_by is not None
    for notice in Notice.objects.filter(kind="dispute"):
        sending.send(notice.pk)
    assert mail.outbox
    assert all(one.to == ["editors@example.org"] for one in mail.outbox)
    assert "donor" not in mail.outbox[0].body


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize(
    ("ends", "status", "net", "receipts"),
    [
        (["lost"], "lost", 0, []),
        (["under_review", "lost"], "lost", 0, []),
        (["won"], "paid", 1500, [1500]),
        (["under_review", "won"], "paid", 1500, [1500]),
    ],
)
def test_how_a_dispute_ends(till, order, ends, status, net, receipts):
    """Cases 59 and 62: heard in any order, even before the charge."""
    payment = till.begin()
    till.pay(payment)
    [charge] = till.sandbox.objects("charge")
    made = till.sandbox.control("dispute", charge=charge["id"])
    for word in ends:
        move(till, made["id"], word)

    till.hear(order=order, copies=2)

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == (status, net, receipts)
    assert statuses() == {"done"}


def test_a_dispute_heard_step_by_step_ends_in_the_same_books(till):
    payment = till.give()
    made = dispute(till, payment)
    till.hear()
    held = books(payment)
    move(till, made, "won")
    till.hear()

    assert held["status"] == "disputed"
    assert held["receipts"] == [1500]  # not void before the dispute is lost
    assert books(payment)["status"] == "paid"
    kinds = [kind for kind, *_ in books(payment)["entries"]]
    assert kinds.count("dispute") == kinds.count("dispute_reversal") == 1


def test_an_inquiry_takes_no_money(till, administrator):
    """Case 59, warning_*: it may still be refunded, which often ends it."""
    payment = till.give(number=INQUIRY)
    till.hear()

    row = Dispute.objects.get()
    assert row.status.startswith("warning_")
    assert books(payment)["status"] == "paid"
    assert refunds.left(payment) == 1500
    move(till, row.remote_id, "warning_closed")
    till.hear()
    assert books(payment)["status"] == "paid"


def test_a_dispute_of_a_part_of_the_amount(till):
    """Case 60."""
    payment = till.give()
    made = dispute(till, payment, amount=600)
    till.hear()
    assert (books(payment)["status"], books(payment)["net"]) == ("disputed", 900)

    move(till, made, "lost")
    till.hear()

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("lost", 900, [900])


def test_a_dispute_of_a_refunded_charge(till, stripe_client):
    """Case 61."""
    payment = till.give()
    stripe_client.v1.refunds.create({"charge": payment.charge_id, "amount": 500})
    dispute(till, payment, amount=1000)

    till.hear(order="reversed")

    found = books(payment)
    assert (found["status"], found["net"]) == ("disputed", 0)
    assert refunds.left(payment) == 0


def test_fees_of_a_dispute_are_booked_apart(till):
    payment = till.give()
    dispute(till, payment)
    till.hear()

    entries = payment.entries.filter(kind="dispute_fee")

    assert [entry.amount < 0 for entry in entries] == [True]
    assert "dispute" in notice_kinds()


def test_doubted_money_of_which_a_part_is_lost_gets_no_receipt(till):
    payment = till.begin()
    booking.note(payment, "mismatch", "cs_other", payment.created_at)
    till.pay(payment)
    till.hear()
    payment.refresh_from_db()
    made = dispute(till, payment, amount=600)
    move(till, made, "lost")

    till.hear()

    assert (books(payment)["status"], books(payment)["receipts"]) == ("lost", [])
