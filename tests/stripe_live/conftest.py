"""A real Stripe account in test mode; what cannot be done without a browser is left out."""

import os
import time
from uuid import uuid4

import pytest
import stripe as sdk

from devtools.pytest_stripe_live import REHEARSAL, VARIABLE, refusal
from devtools.stripe_sandbox.shapes import faults
from sponsors.giving import donations
from sponsors.models import Payment
from tests.stripe_live import rehearsal
from tests.stripe_live.here import HERE
from tests.stripe_sandbox import VERSION

PATIENCE = 90  # seconds


@pytest.fixture(scope="session")
def base():
    """Where Stripe is: "" for itself; an address of this machine while rehearsing."""
    return os.environ.get(REHEARSAL, "")


@pytest.fixture(scope="session")
def live_key(base):
    """The key of the environment; never one that could move money."""
    key = os.environ[VARIABLE]
    if reason := refusal(key, base):
        pytest.fail(reason)
    return key


@pytest.fixture(autouse=True)
def _live_settings(live_key, base, settings):
    """The portal speaks to Stripe itself, as it does in production."""
    assert settings.STRIPE_API_VERSION == VERSION
    settings.STRIPE_SECRET_KEY = live_key
    settings.STRIPE_API_BASE = base


@pytest.fixture
def live(live_key, base, monkeypatch):
    """The official client, for what donors and Stripe's pages do."""
    monkeypatch.setattr(sdk, "enable_telemetry", False)
    return sdk.StripeClient(
        live_key,
        stripe_version=VERSION,
        max_network_retries=2,
        base_addresses={"api": base} if base else None,
    )


@pytest.fixture
def begin(db):
    """Return a function that fills in the form of giving: the payment that was begun."""

    def begin(amount=1500, currency="usd"):
        key = uuid4()
        donations.begin(
            key=key,
            wish=donations.Wish(
                amount=amount,
                currency=currency,
                email="donor@example.org",
            ),
            user=None,
            success_url=HERE + "?session_id={CHECKOUT_SESSION_ID}",
            cancel_url=HERE,
        )
        return Payment.objects.get(donation=key)

    return begin


@pytest.fixture
def charge(live, base):
    """Return a function that pays by card without a page, as a payment page would."""

    def charge(method="pm_card_visa", amount=1500, payment=""):
        metadata = {"payment": str(payment)} if payment else {}
        if base:
            return rehearsal.charge(live, base, method, amount, metadata)
        return live.v1.payment_intents.create(
            {
                "amount": amount,
                "currency": "usd",
                "confirm": True,
                "payment_method": method,
                "automatic_payment_methods": {
                    "enabled": True,
                    "allow_redirects": "never",
                },
                "metadata": metadata,
            }
        )

    return charge


def differences(answer):
    """Return where an answer of Stripe's is not what the sandbox's gate demands."""
    return list(faults(answer.last_response.data))


def wait_for(ask):
    """Ask until there is something: Stripe tells of some things only after a while."""
    end = time.monotonic() + PATIENCE
    while not (found := ask()):
        assert time.monotonic() < end, "Stripe took too long"
        time.sleep(2)
    return found
