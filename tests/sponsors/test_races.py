"""Everything at the same moment, on PostgreSQL, with real commits and several threads."""

import threading
import time
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, connections, transaction

from sponsors.books import booking, ledger, reconcile, refunds
from sponsors.errors import MoneyError
from sponsors.giving import claiming, donations
from sponsors.hearing import event_reading
from sponsors.models import (
    Donation,
    LedgerEntry,
    Notice,
    Payment,
    Receipt,
    Refund,
    StripeEvent,
)
from sponsors.papers import receipts
from sponsors.people import leaving
from tests.forum_factories import make_member
from tests.money_factories import (
    enter,
    make_donation,
    make_offline,
    make_paid,
    make_payment,
)
from tests.sponsors.conftest import RETURN, Till, books, deliver, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run functions in threads that start together; return results, or what was raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        barrier.wait()
        try:
            results[number] = act()
        except MoneyError as error:
            results[number] = type(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number, act))
        for number, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def numbers():
    return list(StripeEvent.objects.filter(status="new").values_list("pk", flat=True))


def test_eight_identical_messages_at_once(stripe):
    """Case 2: one row of the inbox, one fact each, one receipt, one mail; three rounds."""
    for number in range(1, 4):
        payment = Till(stripe).begin(email=f"d{number}@example.org")
        hear_eight_times(Till(stripe), payment)

        found = books(payment)
        assert (found["status"], found["receipts"]) == ("paid", [1500])
        assert [kind for kind, *_ in found["entries"]] == ["charge", "fee"]
        assert Receipt.objects.count() == number
        assert Notice.objects.filter(kind="receipt").count() == number
        assert statuses() == {"done"}


def hear_eight_times(till, payment):
    """Have each message delivered, then read, eight times at once."""
    till.pay(payment)
    before, waiting = StripeEvent.objects.count(), list(till.sandbox.webhooks())

    for webhook in waiting:
        answers = at_once(*[lambda one=webhook: deliver(one).status_code] * 8)
        assert set(answers) == {200}
    assert StripeEvent.objects.count() == before + len(waiting)
    for number in numbers():
        at_once(*[lambda one=number: event_reading.read(one, at_once=True)] * 8)


def test_all_messages_of_a_charge_at_once(stripe):
    """Case 5, with the return page in between (case 6)."""
    till = Till(stripe)
    payment = till.begin()
    till.pay(payment)
    for webhook in stripe.webhooks():
        deliver(webhook)

    at_once(
        *[lambda one=one: event_reading.read(one) for one in numbers()],
        lambda: donations.sync_session(payment.session_id),
    )
    event_reading.read_all_new()

    found = books(payment)
    assert (found["status"], len(found["entries"])) == ("paid", 2)
    assert found["receipts"] == [1500]
    assert Receipt.objects.count() == 1
    assert statuses() == {"done"}


def test_reconciliation_and_messages_at_once(stripe):
    """Case 86."""
    till = Till(stripe)
    payments = [till.begin(email=f"d{n}@example.org") for n in range(3)]
    for payment in payments:
        till.pay(payment)
    waiting = list(stripe.webhooks())

    at_once(
        reconcile.run,
        reconcile.run,
        lambda: [deliver(one) for one in waiting],
        event_reading.read_all_new,
    )
    report = reconcile.run()

    assert report.differences == []
    assert {books(payment)["status"] for payment in payments} == {"paid"}
    assert LedgerEntry.objects.count() == 6
    assert Receipt.objects.count() == 3


def test_eight_clicks_at_once_make_one_gift(stripe):
    """Case 42."""
    key = uuid4()
    wish = donations.Wish(amount=1500, currency="usd", email="donor@example.org")

    def click():
        return donations.begin(
            key=key, wish=wish, user=None, success_url=RETURN, cancel_url=RETURN
        )

    pages = at_once(*[click] * 8)

    assert len(set(pages)) == 1
    assert (Donation.objects.count(), Payment.objects.count()) == (1, 1)
    assert len(stripe.objects("checkout.session")) == 1


def test_two_staff_refund_everything_at_once(stripe):
    """Case 55."""
    one, two = make_member(), make_member()
    payment = make_paid()

    def ask(person):
        return lambda: (
            refunds.request(
                payment=payment, amount=1500, by=person, reason="duplicate"
            ).pk
        )

    results = at_once(ask(one), ask(two), ask(one), ask(two))

    assert Refund.objects.count() == 1
    assert sum(isinstance(one, int) for one in results) == 1


def test_receipts_written_at_once_have_no_gaps():
    """Case 90: also when one of them is rolled back."""
    results = at_once(*[lambda: make_offline() and None] * 8)

    assert results == [None] * 8
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 9))


def test_a_number_of_what_was_rolled_back_is_given_again():
    with transaction.atomic():
        taken = receipts.next_number(2026)
        transaction.set_rollback(True)

    assert receipts.next_number(2026) == taken == 1


def test_sums_stay_exact_while_they_are_merged():
    make_paid()

    at_once(*[lambda: make_paid() and None] * 4, *[ledger.compact_totals] * 2)

    assert ledger.wrong_totals() == []
    assert ledger.balances() == {"usd": 5 * (1500 - 74)}


def test_the_database_goes_away_and_comes_back(stripe):
    """Case 34: connections are cut in the middle; Stripe sends again, the sweeper reads."""
    till = Till(stripe)
    payment = till.begin()
    till.pay(payment)
    waiting = list(stripe.webhooks())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [own])
    other.close()
    connection.close()

    for webhook in waiting:
        assert deliver(webhook).status_code == 200
    event_reading.read_all_new()

    assert books(payment)["status"] == "paid"


def while_its_receipt_is_issued(gift, act):
    """Run an act while another connection issues the receipt of a gift, and is slow."""
    payment = make_payment(gift)
    enter(payment, LedgerEntry.Kind.CHARGE, payment.amount)
    is_issued = threading.Event()

    def issue():
        with transaction.atomic():
            receipts.keep_right(booking.lock(payment.pk), payment.amount, "usd")
            is_issued.set()
            time.sleep(0.5)  # the act has begun by then, and waits

    def wait_and_act():
        assert is_issued.wait(30)
        act()

    at_once(issue, wait_and_act)
    return payment.receipts.get()


def test_a_gift_is_claimed_while_its_receipt_is_issued():
    """Else the receipt is on the page of its giver, who may not open it."""
    member = make_member()
    EmailAddress.objects.create(user=member, email="old@example.org", verified=True)
    gift = make_donation(email="old@example.org")
    make_offline(gift)

    receipt = while_its_receipt_is_issued(gift, lambda: claiming.claim(user=member))

    assert receipt.user == member


def test_somebody_leaves_while_a_receipt_is_issued():
    """Else the receipt keeps the address of somebody who left."""
    member = make_member()
    gift = make_donation(user=member, email=member.email)

    receipt = while_its_receipt_is_issued(
        gift, lambda: leaving.anonymise(user=member, keep_words=False)
    )

    assert (receipt.user, receipt.email) == (None, "")
