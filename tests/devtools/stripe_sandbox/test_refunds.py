"""Refunds: whole, in part, too much, pending, failing later."""

import pytest
import stripe


@pytest.fixture
def charge(donation, stripe_sandbox, stripe_client):
    """Return a function that takes money and returns the charge."""

    def charge(number="4242424242424242", amount=1500, currency="usd"):
        session = donation(amount, currency)
        stripe_sandbox.pay(session.id, number)
        stripe_sandbox.webhooks()
        paid = stripe_client.v1.checkout.sessions.retrieve(
            session.id, {"expand": ["payment_intent"]}
        )
        return stripe_client.v1.charges.retrieve(paid.payment_intent.latest_charge)

    return charge


def kinds(stripe_sandbox):
    return [one.kind for one in stripe_sandbox.webhooks()]


def balance(stripe_sandbox):
    found = stripe_sandbox.objects("balance_transaction")
    return [(one["type"], one["amount"], one["fee"], one["net"]) for one in found]


def test_whole_refund(charge, stripe_client, stripe_sandbox):
    paid = charge()

    refund = stripe_client.v1.refunds.create(
        {"payment_intent": paid.payment_intent, "reason": "requested_by_customer"}
    )

    after = stripe_client.v1.charges.retrieve(paid.id)
    assert (refund.status, refund.amount, refund.charge) == ("succeeded", 1500, paid.id)
    assert (after.refunded, after.amount_refunded) == (True, 1500)
    assert kinds(stripe_sandbox) == ["refund.created", "charge.refunded"]
    assert balance(stripe_sandbox) == [
        ("charge", 1500, 74, 1426),
        ("refund", -1500, 0, -1500),
    ]


def test_part_then_rest(charge, stripe_client):
    paid = charge()

    stripe_client.v1.refunds.create({"charge": paid.id, "amount": 500})
    between = stripe_client.v1.charges.retrieve(paid.id)
    rest = stripe_client.v1.refunds.create({"charge": paid.id})

    assert (between.refunded, between.amount_refunded) == (False, 500)
    assert rest.amount == 1000
    assert stripe_client.v1.charges.retrieve(paid.id).refunded


@pytest.mark.parametrize("amount", [1501, 0, -1])
def test_refund_of_more_than_there_is(charge, stripe_client, stripe_sandbox, amount):
    paid = charge()

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.refunds.create({"charge": paid.id, "amount": amount})

    assert refusal.value.param == "amount"
    assert stripe_sandbox.objects("refund") == []


def test_second_whole_refund(charge, stripe_client):
    paid = charge()
    stripe_client.v1.refunds.create({"charge": paid.id})

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.refunds.create({"charge": paid.id})

    assert refusal.value.code == "charge_already_refunded"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"charge": "ch_none"},
        {"reason": "because"},
        {"charge": "a", "payment_intent": "b"},
    ],
)
def test_refund_of_nothing(stripe_client, stripe_sandbox, params):
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.refunds.create(params)


def test_disputed_charge_is_not_refunded(charge, stripe_client):
    paid = charge("4000000000000259")

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.refunds.create({"charge": paid.id})

    assert refusal.value.code == "charge_disputed"


def test_pending_refund_succeeds_by_the_clock(charge, stripe_client, stripe_sandbox):
    refund = stripe_client.v1.refunds.create({"charge": charge("4000000000007726").id})
    stripe_sandbox.webhooks()

    stripe_sandbox.advance(days=5)

    assert refund.status == "pending"
    assert stripe_client.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert kinds(stripe_sandbox) == ["refund.updated"]


def test_refund_that_fails_later_brings_the_money_back(
    charge, stripe_client, stripe_sandbox
):
    paid = charge("4000000000005126")
    refund = stripe_client.v1.refunds.create({"charge": paid.id})
    stripe_sandbox.webhooks()

    stripe_sandbox.advance(days=5)

    failed = stripe_client.v1.refunds.retrieve(
        refund.id, {"expand": ["failure_balance_transaction"]}
    )
    assert (refund.status, failed.status) == ("succeeded", "failed")
    assert failed.failure_balance_transaction.amount == 1500
    assert stripe_client.v1.charges.retrieve(paid.id).amount_refunded == 0
    assert kinds(stripe_sandbox) == [
        "charge.updated",
        "refund.updated",
        "refund.failed",
    ]
    assert sum(net for _, _, _, net in balance(stripe_sandbox)) == 1426


def test_refund_in_the_dashboard(charge, stripe_sandbox):
    paid = charge()

    refund = stripe_sandbox.control("refund", charge=paid.id, amount=500)

    assert (refund["amount"], refund["metadata"]) == (500, {})
    assert kinds(stripe_sandbox) == ["refund.created", "charge.refunded"]


def test_refund_is_failed_by_hand(charge, stripe_client, stripe_sandbox):
    refund = stripe_client.v1.refunds.create({"charge": charge().id, "amount": 500})

    stripe_sandbox.control("refund_fails", refund=refund.id)

    assert stripe_client.v1.refunds.retrieve(refund.id).failure_reason == "declined"


@pytest.mark.parametrize(
    ("currency", "amount", "fee"),
    [("usd", 1500, 74), ("jpy", 500, 45), ("kwd", 1500, 74), ("gbp", 30, 31)],
)
def test_money_is_in_minor_units_of_its_currency(
    charge, stripe_sandbox, currency, amount, fee
):
    charge(amount=amount, currency=currency)

    (movement,) = stripe_sandbox.objects("balance_transaction")
    assert (movement["amount"], movement["fee"]) == (amount, fee)
    assert movement["net"] == amount - fee
    assert movement["currency"] == currency
    assert movement["fee_details"][0]["amount"] == fee


def test_balance_becomes_available(charge, stripe_client, stripe_sandbox):
    charge()
    (movement,) = stripe_client.v1.balance_transactions.list().data

    stripe_sandbox.advance(days=2)

    (later,) = stripe_client.v1.balance_transactions.list().data
    assert (movement.status, later.status) == ("pending", "available")
