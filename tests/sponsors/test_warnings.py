"""What a bank says early or late: warnings of fraud, prevented disputes, appeals."""

import pytest
from django.core import mail

from sponsors import refunds, sending
from sponsors.models import Dispute, Notice, PaymentFact
from tests.sponsors.conftest import books, notice_kinds, statuses

pytestmark = pytest.mark.django_db

ORDERS = [None, "reversed"]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_an_early_fraud_warning_moves_no_money_and_staff_are_told_once(till, order):
    """Case 63: heard twice, even before the charge."""
    payment = till.begin()
    till.pay(payment)
    [charge] = till.sandbox.objects("charge")
    till.sandbox.control("fraud_warning", charge=charge["id"])

    till.hear(order=order, copies=2)

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])
    assert refunds.left(payment) == 1500  # a refund now spares a dispute
    assert payment.facts.filter(kind=PaymentFact.Kind.FRAUD_WARNING).count() == 1
    assert notice_kinds().count("fraud_warning") == 1
    assert statuses() == {"done"}
    sending.send(Notice.objects.get(kind="fraud_warning").pk)
    assert [one.to for one in mail.outbox] == [["editors@example.org"]]
    assert "donor" not in mail.outbox[0].body


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_a_prevented_dispute_takes_no_money(till, order):
    """Case 59: it is closed when it begins."""
    payment = till.begin()
    till.pay(payment)
    [charge] = till.sandbox.objects("charge")
    till.sandbox.control("dispute", charge=charge["id"], status="prevented")

    till.hear(order=order, copies=2)

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])
    assert Dispute.objects.get().status == "prevented"
    assert refunds.left(payment) == 1500
    assert statuses() == {"done"}


@pytest.mark.parametrize("at_once", [False, True], ids=["step by step", "at once"])
@pytest.mark.parametrize(
    ("ends", "status", "net", "receipts"),
    [("won", "paid", 1500, [1500]), ("lost", "lost", 0, [])],
)
def test_how_an_appeal_ends(till, at_once, ends, status, net, receipts):
    """Case 59, appeal_*: a lost dispute may be opened again."""
    payment = till.give()
    made = till.sandbox.control("dispute", charge=payment.charge_id)["id"]
    for word in ["lost", "appeal_needs_response", "appeal_under_review", ends]:
        till.sandbox.control("dispute_move", dispute=made, status=word)
        if not at_once:
            till.hear()

    till.hear(order="reversed")

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == (status, net, receipts)
    assert Dispute.objects.get().status == ends
    assert statuses() == {"done"}


@pytest.mark.parametrize("word", ["appeal_needs_response", "appeal_under_review"])
def test_while_an_appeal_goes_on_nothing_can_be_paid_back(till, word):
    payment = till.give()
    made = till.sandbox.control("dispute", charge=payment.charge_id)["id"]
    for one in ["lost", word]:
        till.sandbox.control("dispute_move", dispute=made, status=one)
        till.hear()

    assert books(payment)["net"] == 0
    assert refunds.left(payment) == 0
