"""One gift by card, from the form to the books, however it is heard of."""

import json
import random
from dataclasses import replace

import pytest
from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.books import reconcile
from sponsors.books.ledger import standing_of
from sponsors.giving import donations
from sponsors.hearing import applying, event_reading, inbox
from sponsors.models import Payment, PaymentFact, Receipt, StripeEvent
from sponsors.remote import Bill, Event
from tests.sponsors.conftest import (
    DECLINED,
    LATE,
    LATE_FAILURE,
    books,
    deliver,
    notice_kinds,
    statuses,
)

pytestmark = pytest.mark.django_db


def test_a_gift_is_paid_booked_and_receipted(till):
    payment = till.give()

    found = books(payment)

    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])
    assert [kind for kind, *_ in found["entries"]] == ["charge", "fee"]
    assert payment.session_id.startswith("cs_test_")
    assert payment.payment_intent_id.startswith("pi_")
    assert statuses() == {"done"}
    assert Receipt.objects.get().label.endswith("-000001")
    assert notice_kinds() == ["receipt"]


@pytest.mark.parametrize(
    "order",
    [None, "reversed", random.Random(1), random.Random(2)],
    ids=["as sent", "reversed", "shuffled", "shuffled anew"],
)
@pytest.mark.parametrize("copies", [1, 3])
def test_order_and_number_of_messages_do_not_matter(till, order, copies):
    """Cases 1, 3 and 4."""
    payment = till.begin()
    till.pay(payment)

    till.hear(order=order, copies=copies)

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])
    assert len(found["entries"]) == 2
    assert statuses() == {"done"}
    assert notice_kinds() == ["receipt"]


def test_messages_before_the_session_id_was_saved_find_the_payment(till):
    """Cases 6 and 7: by the key in the metadata."""
    payment = till.begin()
    till.pay(payment)
    lost = Payment(**{name: getattr(payment, name) for name in ("id", "amount")})
    Payment.objects.filter(pk=payment.pk).delete()
    lost.donation, lost.currency = payment.donation, payment.currency
    lost.save(force_insert=True)

    till.hear()

    lost.refresh_from_db()
    assert books(lost)["status"] == "paid"
    assert lost.session_id == payment.session_id


def test_the_return_page_hears_it_before_any_message(till):
    """Case 8: the same code, the same facts."""
    payment = till.begin()
    till.pay(payment)

    donations.sync_session(payment.session_id)
    before = books(payment)
    till.hear()

    assert before["status"] == "paid"
    assert books(payment) == before
    assert notice_kinds() == ["receipt"]


def test_messages_that_never_came_are_found_by_the_reconciliation(till):
    """Case 8: the webhook never comes, nobody returns."""
    payment = till.begin()
    till.sandbox.control("config", drop=["*"])
    till.pay(payment)

    report = reconcile.run()

    assert books(payment)["status"] == "paid"
    assert report.differences == []
    assert report.events > 0


def test_payments_of_another_system_are_ignored(till, stripe_client, donation):
    """Case 10: the same account sells something else, too."""
    session = donation()
    till.sandbox.pay(session.id)

    till.hear()

    assert set(StripeEvent.objects.values_list("status", flat=True)) == {"ignored"}
    assert Payment.objects.count() == 0
    assert reconcile.run().differences == []


def test_a_key_that_we_never_gave_stays_and_dies_with_an_alarm(till, donation):
    """Cases 10 and 33: it looks like ours, but there is no row; others go on."""
    session = donation(
        client_reference_id="5f0c3a52-8f8a-4c8d-9a43-0d3c0b1c0f5e",
        metadata={"payment": "5f0c3a52-8f8a-4c8d-9a43-0d3c0b1c0f5e"},
    )
    till.sandbox.pay(session.id)
    payment = till.begin()
    till.pay(payment)

    for _attempt in range(event_reading.MOST_ATTEMPTS + 1):
        till.hear()

    assert books(payment)["status"] == "paid"
    assert statuses() == {"done", "dead"}
    assert "dead_event" in notice_kinds()
    dead = StripeEvent.objects.get(status="dead")
    assert "There is no payment" in dead.error
    inbox.retry(event=dead)
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == ("new", 0)


def test_an_old_message_changes_nothing(till):
    """Case 12: what is told is asked for again, so it cannot be older than the row."""
    payment = till.begin()
    till.pay(payment)
    first = list(till.sandbox.webhooks())
    [charge] = [one for one in first if one.kind == "charge.succeeded"]
    till.sandbox.control("config", hold=False)
    for webhook in first:
        deliver(webhook)
    event_reading.read_all_new()
    before = books(payment)

    raw = json.loads(charge.body)
    raw["data"]["object"]["amount_captured"] = 1
    event = StripeEvent.objects.get(event_id=raw["id"])
    inbox.keep(
        Event(
            "evt_old", event.type, event.api_version, False, event.created,
            json.dumps(raw).encode(),
        )
    )  # fmt: skip
    event_reading.read_all_new()

    assert books(payment) == before
    assert statuses() == {"done"}


def test_a_declined_card_can_be_tried_again(till):
    """Case 44."""
    payment = till.begin()
    assert till.pay(payment, DECLINED) == ""
    till.hear()
    assert books(payment)["status"] == "created"
    assert payment.facts.filter(kind=PaymentFact.Kind.DECLINED).count() == 1

    till.pay(payment)
    till.hear()

    assert books(payment)["status"] == "paid"
    assert books(payment)["receipts"] == [1500]


@pytest.mark.parametrize(
    ("number", "succeeds", "status", "receipts"),
    [(LATE, True, "paid", [1500]), (LATE_FAILURE, False, "failed", [])],
)
def test_a_bank_that_answers_days_later(till, number, succeeds, status, receipts):
    """Cases 47 and 48."""
    payment = till.begin(currency="eur")
    till.pay(payment, number)
    till.hear()
    assert books(payment)["status"] == "processing"
    assert books(payment)["receipts"] == []

    till.sandbox.control(
        "settle", payment_intent=payment.payment_intent_id or intent(payment),
        succeeds=succeeds,
    )  # fmt: skip
    till.hear(order="reversed")

    assert books(payment)["status"] == status
    assert books(payment)["receipts"] == receipts
    assert statuses() == {"done"}


def intent(payment):
    payment.refresh_from_db()
    return payment.payment_intent_id


@pytest.mark.parametrize(
    ("amount", "currency"), [(500, "jpy"), (1500, "kwd"), (501, "usd")]
)
def test_every_currency_is_exact_to_its_smallest_coin(till, amount, currency):
    """Case 38."""
    payment = till.give(amount, currency)

    standing = standing_of(payment)

    assert (standing.net, standing.currency) == (amount, currency)
    assert standing.is_paid


def test_a_poisonous_event_keeps_no_other_from_being_read(till, caplog):
    """Case 33."""
    payment = till.begin()
    till.pay(payment)
    for webhook in till.sandbox.webhooks():
        deliver(webhook)
    broken = StripeEvent.objects.filter(type="charge.succeeded")
    broken.update(body=b'{"data": {"object": {}}}')

    event_reading.read_all_new()

    assert books(payment)["status"] == "paid"
    assert broken.get().status == "new"
    assert "KeyError" in broken.get().error
    assert "could not be read" in caplog.text


def test_a_second_charge_of_one_payment_is_booked_and_looked_at(till):
    """Two pages of one payment were both paid, or Stripe's Dashboard charged again."""
    payment = till.give()
    bill = stripe_gateway.bill_of(payment.charge_id)
    again = replace(bill.charge, id="ch_again", settlement=None)

    for _time in range(2):
        applying.apply([Bill(again)], asked_at=timezone.now())

    payment.refresh_from_db()
    assert payment.charge_id == bill.charge.id
    assert payment.review_reason == f"Paid twice? {bill.charge.id} and ch_again"
    assert books(payment)["net"] == 3000
    assert "review" in notice_kinds()
