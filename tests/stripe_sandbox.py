"""A local Stripe for every test that asks for it: `stripe_sandbox`, and the SDK's client.

The server starts once; each test meets it empty. Nothing is delivered by itself: hand
`stripe_sandbox.webhooks()` to the test client, or set `webhook_url` for real deliveries.
"""

import pytest
import stripe

from devtools.stripe_sandbox.sandbox import Sandbox

VERSION = "2026-10-28.endive"


@pytest.fixture(scope="session")
def _running_sandbox():
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture
def stripe_sandbox(_running_sandbox, monkeypatch):
    """An empty Stripe on this machine; the library asks again after short pauses."""
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    monkeypatch.setattr(stripe._http_client.HTTPClient, "INITIAL_DELAY", 0.01)
    _running_sandbox.reset()
    return _running_sandbox


@pytest.fixture
def stripe_client(stripe_sandbox):
    """The official client, unchanged, that speaks to it."""
    return client_for(stripe_sandbox)


def client_for(sandbox, **options):
    return stripe.StripeClient(
        options.pop("key", sandbox.secret_key),
        stripe_version=options.pop("version", VERSION),
        base_addresses={"api": sandbox.base},
        **{"max_network_retries": 2, **options},
    )


@pytest.fixture
def donation(stripe_client):
    """Return a function that makes a Checkout Session for a gift of 15 dollars."""

    def donation(unit_amount=1500, currency="usd", options=None, **more):
        price = {
            "currency": currency,
            "unit_amount": unit_amount,
            "product_data": {"name": "Donation"},
        }
        params = {
            "mode": "payment",
            "submit_type": "donate",
            "success_url": "http://testserver/thanks?session_id={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://testserver/donate",
            "line_items": [{"price_data": price, "quantity": 1}],
            **more,
        }
        return stripe_client.v1.checkout.sessions.create(params, options or {})

    return donation


@pytest.fixture
def plan(stripe_client, stripe_sandbox):
    """Return a function that subscribes somebody: the subscription, or None if declined."""

    def plan(number="4242424242424242", interval="month", unit_amount=1000, **more):
        price = {
            "currency": "usd",
            "unit_amount": unit_amount,
            "recurring": {"interval": interval},
            "product_data": {"name": "Monthly gift"},
        }
        session = stripe_client.v1.checkout.sessions.create(
            {
                "mode": "subscription",
                "success_url": "http://testserver/thanks",
                "line_items": [{"price_data": price, "quantity": 1}],
                **more,
            }
        )
        stripe_sandbox.pay(session.id, number)
        key = stripe_client.v1.checkout.sessions.retrieve(session.id).subscription
        return key and stripe_client.v1.subscriptions.retrieve(key)

    return plan
