"""Refunds at the desk: never more than there is, never by one person above the limit."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains

from portal.jobs import ProcrastinateJob
from sponsors.books import refund_sending, refunds
from sponsors.books.ledger import standing_of
from sponsors.errors import MoneyError
from sponsors.models import LedgerEntry, PaymentFact, Refund
from tests.money_factories import enter, make_donation, make_offline, make_paid
from tests.personas import make_person

pytestmark = pytest.mark.django_db


def wish(payment, **changed):
    """Return what the form sends when it was opened just now."""
    return {
        "amount": "15",
        "reason": "requested_by_customer",
        "note": "Rang us",
        "seen": refunds.left(payment),
    } | changed


def page(name, row):
    return reverse(f"admin:sponsors_{name}", args=[row.pk])


def test_a_small_refund_needs_one_person(as_finance, finance, till):
    payment = till.give()

    as_finance.post(page("payment_refund", payment), wish(payment))
    refund = Refund.objects.get()
    refund_sending.send(refund.pk)
    till.hear()

    assert (refund.amount, refund.requested_by, refund.needs_approval) == (
        1500,
        finance,
        False,
    )
    assert standing_of(payment).status == "refunded"


def test_asking_stripe_is_left_to_a_job(as_finance):
    payment = make_paid()

    as_finance.post(page("payment_refund", payment), wish(payment))

    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_refund")
    assert [job.args for job in jobs] == [{"refund_id": Refund.objects.get().pk}]


def test_above_the_limit_a_second_person_approves(as_finance, as_treasurer, till):
    payment = till.give(amount=20_000)
    as_finance.post(page("payment_refund", payment), wish(payment, amount="150.00"))
    refund = Refund.objects.get()
    there = page("refund_change", refund)

    assertContains(as_finance.get(there), "somebody else must approve")
    as_finance.post(there, {"approve": ""})
    refund.refresh_from_db()
    assert refund.approved_at is None

    as_treasurer.post(there, {"approve": ""})
    refund_sending.send(refund.pk)
    till.hear()
    assert standing_of(payment).refunded == 15_000


def test_a_rejected_refund_is_never_sent(as_finance, as_treasurer, till):
    payment = till.give(amount=20_000)
    as_finance.post(page("payment_refund", payment), wish(payment, amount="150"))
    refund = Refund.objects.get()

    as_treasurer.post(page("refund_change", refund), {"reject": "", "note": "No"})
    as_treasurer.post(page("refund_change", refund), {"approve": ""})
    refund_sending.send(refund.pk)

    refund.refresh_from_db()
    assert refund.rejected_at
    assert refund.approved_at is None
    assert till.sandbox.objects("refund") == []


def test_whoever_asked_may_take_it_back(as_finance, finance):
    payment = make_paid(make_donation(amount=20_000))
    refund = refunds.request(
        payment=payment, amount=20_000, by=finance, reason="duplicate"
    )

    as_finance.post(page("refund_change", refund), {"reject": ""})

    refund.refresh_from_db()
    assert refund.rejected_at


@pytest.mark.parametrize("amount", ["15.01", "0", "-1", "1e3", "NaN", "١٥", "15,000"])
def test_an_amount_that_cannot_go_back_is_refused(as_finance, amount):
    payment = make_paid()

    response = as_finance.post(
        page("payment_refund", payment), wish(payment, amount=amount)
    )

    assertContains(response, "There is a problem")
    assert not Refund.objects.exists()


def test_what_is_under_way_cannot_be_asked_back_twice(as_finance):
    payment = make_paid()

    as_finance.post(page("payment_refund", payment), wish(payment, amount="10"))
    as_finance.post(page("payment_refund", payment), wish(payment, amount="10"))

    assert [refund.amount for refund in Refund.objects.all()] == [1000]


def test_a_form_that_is_sent_twice_asks_once(as_finance):
    payment = make_paid()
    form = wish(payment, amount="5")

    as_finance.post(page("payment_refund", payment), form)
    again = as_finance.post(page("payment_refund", payment), form, follow=True)

    assert [refund.amount for refund in Refund.objects.all()] == [500]
    assertContains(again, "asked for a moment ago")


def test_the_form_tells_what_was_left_when_it_was_opened(as_finance):
    payment = make_paid()

    form = as_finance.get(page("payment_refund", payment)).context["form"]

    assert form["seen"].value() == 1500
    response = as_finance.post(page("payment_refund", payment), wish(payment, seen=""))
    assertContains(response, "There is a problem")


def test_small_parts_do_not_get_around_the_second_person(as_finance):
    payment = make_paid(make_donation(amount=25_000))

    for _part in range(3):
        form = wish(payment, amount="50")
        as_finance.post(page("payment_refund", payment), form)

    alone = [one.needs_approval for one in Refund.objects.order_by("pk")]
    assert alone == [False, False, True]


def test_a_part_that_failed_or_was_rejected_does_not_count(finance):
    payment = make_paid(make_donation(amount=25_000))
    asked = {"payment": payment, "by": finance, "reason": "duplicate"}
    failed = refunds.request(amount=9_000, **asked)
    Refund.objects.filter(pk=failed.pk).update(status="failed")

    assert not refunds.request(amount=9_000, **asked).needs_approval


def test_a_disputed_payment_is_not_refunded(as_finance):
    """Case 58."""
    payment = make_paid()
    PaymentFact.objects.create(
        payment=payment,
        kind="disputed",
        stripe_id="du_1",
        occurred_at=payment.created_at,
    )
    enter(payment, LedgerEntry.Kind.DISPUTE, -1500)
    there = page("payment_refund", payment)

    as_finance.post(there, wish(payment))

    assert not Refund.objects.exists()
    assert "Ask for the refund" not in as_finance.get(there).content.decode()


def test_a_check_is_not_refunded_through_stripe(as_finance):
    payment = make_offline()

    as_finance.post(page("payment_refund", payment), wish(payment))

    assert not Refund.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_refund_once():
    """Case 55."""
    payment = make_paid()
    people = [make_person("finance"), make_person("treasurer")]
    start = threading.Barrier(2)
    refused = []

    def ask(person):
        start.wait()
        try:
            refunds.request(payment=payment, amount=1500, by=person, reason="duplicate")
        except MoneyError as error:
            refused.append(error)
        connection.close()

    threads = [threading.Thread(target=ask, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Refund.objects.count() == 1
    assert len(refused) == 1


def test_a_doubted_payment_gets_its_receipt_when_it_is_in_order(as_finance, finance):
    payment = make_paid()
    payment.review_reason = "Paid twice?"
    payment.save(update_fields=["review_reason"])
    there = page("payment_settle", payment)

    as_finance.post(there, {"note": ""})
    payment.refresh_from_db()
    assert payment.reviewed_at is None

    as_finance.post(there, {"note": "Two gifts on purpose"})
    payment.refresh_from_db()
    assert payment.reviewed_by == finance
    assert "on purpose" in payment.note


def test_looking_changes_nothing(as_finance):
    payment = make_paid()

    for name in ("payment_settle", "payment_take_back"):
        as_finance.get(page(name, payment))
    as_finance.get(page("payment_refund", payment))

    assert not Refund.objects.exists()
    assert payment.entries.count() == 2
