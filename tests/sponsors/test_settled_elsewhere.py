"""Gifts in one currency, an account at Stripe that keeps another: both stay exact."""

from dataclasses import replace

import pytest
from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.books import ledger, reconcile, refund_sending, refunds
from sponsors.hearing import applying
from sponsors.models import LedgerEntry
from tests.sponsors.conftest import books

pytestmark = pytest.mark.django_db

GIVEN = {"eur": 1500, "jpy": 500, "kwd": 1500}


@pytest.fixture
def usd(till):
    """A till whose account settles in US dollars."""
    till.sandbox.control("config", settles_in="usd")
    return till


def settled():
    """Return what Stripe booked: the sum of amounts less fees, by currency."""
    rows = LedgerEntry.objects.exclude(balance_transaction="")
    currencies = set(rows.values_list("settled_currency", "currency"))
    return currencies, sum(row.settled_amount + row.amount for row in rows)


def at_stripe(usd):
    return sum(one["net"] for one in usd.sandbox.objects("balance_transaction"))


@pytest.mark.parametrize("currency", GIVEN)
def test_a_gift_is_what_was_given_and_its_fee_what_was_taken(usd, currency):
    payment = usd.give(GIVEN[currency], currency)

    found = books(payment)
    assert (found["status"], found["net"]) == ("paid", GIVEN[currency])
    assert found["receipts"] == [GIVEN[currency]]
    assert payment.receipts.get().currency == currency
    assert settled() == ({("usd", "usd")}, at_stripe(usd))


@pytest.mark.parametrize("order", [None, "reversed"])
def test_refunds_in_steps_and_a_dispute(usd, administrator, settings, order):
    settings.REFUND_ALONE_UP_TO = {"eur": (10_000,)}
    payment = usd.give(1500, "eur")
    for amount in (100, 200, 300):
        asked = refunds.request(
            payment=payment, amount=amount, by=administrator, reason="duplicate"
        )
        refund_sending.send(asked.pk)
    made = usd.sandbox.control("dispute", charge=payment.charge_id, amount=400)["id"]

    usd.hear(order=order, copies=2)
    held = books(payment)
    usd.sandbox.control("dispute_move", dispute=made, status="won")
    usd.hear(order=order, copies=2)

    assert (held["status"], held["net"]) == ("disputed", 500)
    assert books(payment)["net"] == 900
    assert books(payment)["receipts"] == [900]
    assert settled() == ({("usd", "usd")}, at_stripe(usd))
    report = reconcile.run()
    assert (report.repaired, report.differences) == ([], [])
    assert report.balances["eur"] == 900
    fees = [one for one in ledger.monthly_totals() if one.currency == "usd"]
    assert {one.kind for one in fees} <= ledger.FEES


def test_a_fee_for_answering_a_dispute_is_no_second_dispute(usd):
    """Stripe takes it by a balance transaction that moves nothing else."""
    payment = usd.give(1500, "eur")
    made = usd.sandbox.control("dispute", charge=payment.charge_id, amount=400)["id"]
    usd.hear()
    told = stripe_gateway.retrieve_dispute(made)
    (taken,) = told.settlements
    fee = replace(taken, id="txn_answered", amount=0, fee=1500)

    applying.apply([replace(told, settlements=(taken, fee))], asked_at=timezone.now())

    assert books(payment)["net"] == 1100
    entries = payment.entries.filter(kind="dispute_fee", stripe_id="txn_answered")
    assert [entry.amount for entry in entries] == [-1500]
