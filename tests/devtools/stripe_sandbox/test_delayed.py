"""Bank debits: the session completes unpaid, and the money comes or does not, days later."""

import pytest

GOOD, BAD = "DE89370400440532013000", "DE62370400440532013001"


@pytest.fixture
def debited(donation, stripe_sandbox):
    """Return a function that pays a session by a debit."""

    def debited(number):
        session = donation(currency="eur")
        stripe_sandbox.pay(session.id, number)
        return session.id

    return debited


def kinds(stripe_sandbox):
    return [one.kind for one in stripe_sandbox.webhooks()]


def test_session_completes_unpaid(debited, stripe_client, stripe_sandbox):
    key = debited(GOOD)

    session = stripe_client.v1.checkout.sessions.retrieve(
        key, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert session.payment_intent.status == "processing"
    assert session.payment_intent.latest_charge.status == "pending"
    assert stripe_sandbox.objects("balance_transaction") == []
    assert kinds(stripe_sandbox)[-1] == "checkout.session.completed"


@pytest.mark.parametrize(
    ("number", "status", "paid", "last"),
    [
        (GOOD, "succeeded", "paid", "checkout.session.async_payment_succeeded"),
        (BAD, "failed", "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_debit_ends_by_the_clock(
    debited, stripe_client, stripe_sandbox, number, status, paid, last
):
    key = debited(number)
    stripe_sandbox.webhooks()

    stripe_sandbox.advance(days=3)

    session = stripe_client.v1.checkout.sessions.retrieve(key)
    (charge,) = stripe_sandbox.objects("charge")
    assert (session.payment_status, charge["status"]) == (paid, status)
    assert kinds(stripe_sandbox)[-1] == last


@pytest.mark.parametrize("succeeds", [True, False])
def test_debit_is_ended_by_hand_and_only_once(debited, stripe_sandbox, succeeds):
    debited(GOOD)
    (intent,) = stripe_sandbox.objects("payment_intent")

    ended = stripe_sandbox.control(
        "settle", payment_intent=intent["id"], succeeds=succeeds
    )
    stripe_sandbox.webhooks()
    stripe_sandbox.advance(days=3)

    assert ended == {"succeeded": succeeds}
    assert kinds(stripe_sandbox) == []


def test_subscription_by_debit_is_active_until_it_fails(stripe_client, stripe_sandbox):
    price = {
        "currency": "eur",
        "unit_amount": 1000,
        "recurring": {"interval": "month"},
        "product_data": {"name": "Monthly"},
    }
    session = stripe_client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "success_url": "http://testserver/",
            "line_items": [{"price_data": price, "quantity": 1}],
        }
    )
    stripe_sandbox.pay(session.id, BAD)
    (before,) = stripe_sandbox.objects("subscription")

    stripe_sandbox.advance(days=3)

    (after,) = stripe_sandbox.objects("subscription")
    (invoice,) = stripe_sandbox.objects("invoice")
    assert (before["status"], after["status"]) == ("active", "past_due")
    assert invoice["status"] == "open"
    assert "invoice.payment_failed" in kinds(stripe_sandbox)
