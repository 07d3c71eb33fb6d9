"""One gift at Stripe itself: its page, a card, the log of events, money sent back."""

import datetime as dt
import secrets
from uuid import uuid4

import pytest
import stripe as sdk

from sponsors import remote, stripe_gateway
from sponsors.giving import donations
from sponsors.hearing import event_reading, inbox
from sponsors.models import LedgerEntry
from tests.sponsors.conftest import books
from tests.stripe_live.conftest import differences, wait_for
from tests.stripe_live.here import HERE


def lately():
    return dt.datetime.now(dt.UTC) - dt.timedelta(minutes=10)


def order(**more):
    given = {"payment": str(uuid4()), "amount": 1500, "currency": "usd"}
    return remote.Order(
        **{
            **given,
            "title": "Donation",
            "success_url": HERE,
            "cancel_url": HERE,
            **more,
        }
    )


@pytest.mark.parametrize("interval", ["", "month", "year"])
@pytest.mark.parametrize("is_gift", [True, False])
def test_a_payment_page_is_what_was_ordered(live, interval, is_gift):
    wanted = order(interval=interval, is_gift=is_gift, email="donor@example.org")

    page = stripe_gateway.create_checkout(wanted)

    assert (page.amount, page.currency, page.status) == (1500, "usd", "open")
    assert (page.payment, page.payment_status) == (wanted.payment, "unpaid")
    assert page.mode == ("subscription" if interval else "payment")
    assert page.url == stripe_gateway.open_session_url(page.id)
    assert differences(live.v1.checkout.sessions.retrieve(page.id)) == []


@pytest.mark.parametrize(("amount", "currency"), [(500, "jpy"), (1500, "kwd")])
def test_every_currency_is_exact_to_its_smallest_coin(amount, currency):
    """Case 38."""
    page = stripe_gateway.create_checkout(order(amount=amount, currency=currency))

    assert (page.amount, page.currency) == (amount, currency)


def test_the_same_order_is_one_page():
    """Case 42."""
    wanted = order()

    first, again = (stripe_gateway.create_checkout(wanted) for _ in range(2))

    assert first.id == again.id


def test_a_closed_page_cannot_be_paid_or_closed_again():
    page = stripe_gateway.create_checkout(order())

    closed = stripe_gateway.expire_session(page.id)

    assert closed.status == "expired"
    assert stripe_gateway.open_session_url(page.id) == ""
    with pytest.raises(remote.Refused):
        stripe_gateway.expire_session(page.id)


def test_what_is_not_there_is_not_there():
    with pytest.raises(remote.NotThere):
        stripe_gateway.retrieve_session("cs_test_of_nobody")


def test_nobody_paid_yet(begin):
    payment = begin()

    donations.sync_session(payment.session_id)

    assert books(payment)["status"] == "created"
    assert not LedgerEntry.objects.exists()


def test_a_card_is_charged_and_the_log_of_events_leads_to_the_books(
    begin, charge, live
):
    payment = begin()
    made = charge(payment=payment.pk)
    assert differences(live.v1.charges.retrieve(made.latest_charge)) == []

    def events():
        listed = stripe_gateway.list_events(since=lately(), types=["charge.succeeded"])
        return [one for one in listed if str(payment.pk).encode() in one.body]

    [event] = wait_for(events)
    inbox.keep(event)
    event_reading.read_all_new()

    found = books(payment)
    assert (found["status"], found["net"], found["receipts"]) == ("paid", 1500, [1500])


def test_a_declined_card_can_be_tried_again(charge, live):
    """Case 44."""
    with pytest.raises(sdk.CardError) as refused:
        charge("pm_card_chargeDeclined")
    intent = refused.value.error.payment_intent.id
    assert stripe_gateway.latest_charge(intent).status == "failed"

    live.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})

    assert stripe_gateway.latest_charge(intent).status == "succeeded"


def test_money_is_sent_back_in_parts_but_never_more(charge, live):
    """Cases 52 to 54."""
    paid = charge().latest_charge

    def send(amount, number):
        return stripe_gateway.create_refund(
            refund_id=number,
            charge=paid,
            amount=amount,
            reason="requested_by_customer",
        )

    number = secrets.randbelow(10**15)
    made, again = send(500, number), send(500, number)
    rest = send(1000, number + 1)

    assert (made.id, made.status, made.amount) == (again.id, "succeeded", 500)
    assert {one.id for one in stripe_gateway.refunds_of(paid)} == {made.id, rest.id}
    assert made.settlement.amount == -500
    assert differences(live.v1.refunds.retrieve(made.id)) == []
    with pytest.raises(remote.Refused):
        send(1, number + 2)


def test_a_dispute_takes_the_money(charge, live):
    paid = charge("pm_card_createDispute").latest_charge

    def disputes():
        listed = stripe_gateway.list_disputes(since=lately())
        return [one for one in listed if one.charge == paid]

    [found] = wait_for(disputes)

    assert (found.status, found.amount) == ("needs_response", 1500)
    assert found.due_by is not None
    assert sum(one.amount for one in found.settlements) == -1500
    assert differences(live.v1.disputes.retrieve(found.id)) == []
