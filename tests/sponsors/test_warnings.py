"""What a bank says early or late: warnings of fraud, prevented disputes, appeals."""

import datetime as dt

import pytest
from django.core import mail

from sponsors.books import refunds
from sponsors.models import Dispute, Notice, PaymentFact
from sponsors.telling import sending
from tests.money_factories import make_payment
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


def told_of(payment, status):
    """Return the mail to finance about a dispute that stands so."""
    due = dt.datetime(2026, 12, 3, 23, 59, tzinfo=dt.UTC)
    Dispute.objects.create(
        payment=payment,
        remote_id="du_1",
        status=status,
        due_by=due,
        opened_at=due,
        synced_at=due,
        amount=1500,
        currency="usd",
    )
    notice = Notice.objects.create(
        kind="dispute", about=f"du_1:{status}", payment=payment
    )
    sending.send(notice.pk)
    [message] = mail.outbox
    return message


@pytest.mark.parametrize(
    "status", ["needs_response", "warning_needs_response", "appeal_needs_response"]
)
def test_finance_reads_until_when_to_answer_a_dispute(status):
    payment = make_payment()

    told = told_of(payment, status)

    assert "until 3 December 2026, 23:59 UTC." in told.body
    assert f"/admin/sponsors/payment/{payment.pk}/change/" in told.body
    assert "$15.00" in told.body
    assert "needs_response" not in told.subject + told.body


@pytest.mark.parametrize(
    ("status", "subject", "words"),
    [
        ("won", "Dispute: won", "nothing left to do"),
        ("lost", "Dispute: lost", "nothing left to answer"),
        ("prevented", "Dispute: prevented", "nothing left to do"),
        ("warning_closed", "question is closed", "No money moved"),
        ("under_review", "looks at the answer", "nothing to do until"),
        ("warning_under_review", "looks at the answer", "nothing to do until"),
        ("a_word_of_next_year", "a change", "a_word_of_next_year"),
    ],
)
def test_a_dispute_without_an_answer_due_names_no_day(status, subject, words):
    told = told_of(make_payment(), status)

    assert subject in told.subject
    assert words in told.body
    assert "2026" not in told.body


def test_an_event_that_could_not_be_read_leads_to_the_inbox():
    notice = Notice.objects.create(kind="dead_event", about="evt_1")

    sending.send(notice.pk)

    assert "/admin/sponsors/stripeevent/" in mail.outbox[0].body


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
