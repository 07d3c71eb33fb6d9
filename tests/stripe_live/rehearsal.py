"""How our own sandbox does what Stripe's API does without a page: for rehearsals alone."""

import json
import urllib.request

import pytest

from devtools.stripe_sandbox.deliveries import OPENER
from tests.stripe_live.here import HERE

NUMBERS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_createDispute": "4000000000000259",
}


def control(base, verb, **given):
    request = urllib.request.Request(
        f"{base}/_sandbox/{verb}",
        json.dumps(given).encode(),
        {"Content-Type": "application/json"},
    )
    with OPENER.open(request, timeout=20) as answer:
        return json.load(answer)


def pay(live, base, method, price, **more):
    """Pay on a page; return its session as it is afterwards."""
    if method not in NUMBERS:
        pytest.skip("the sandbox cannot confirm a payment without a page")
    made = live.v1.checkout.sessions.create(
        {
            "success_url": HERE,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "product_data": {"name": "Gift"},
                        **price,
                    },
                }
            ],
            **more,
        }
    )
    control(base, "pay", session=made.id, number=NUMBERS[method])
    return live.v1.checkout.sessions.retrieve(made.id)


def charge(live, base, method, amount, metadata):
    paid = pay(
        live,
        base,
        method,
        {"unit_amount": amount},
        mode="payment",
        payment_intent_data={"metadata": metadata},
    )
    return live.v1.payment_intents.retrieve(paid.payment_intent)


def plan(live, base, metadata):
    paid = pay(
        live,
        base,
        "pm_card_visa",
        {"unit_amount": 1000, "recurring": {"interval": "month"}},
        mode="subscription",
        subscription_data={"metadata": metadata},
    )
    return live.v1.subscriptions.retrieve(paid.subscription)
