"""A monthly gift at Stripe itself, on a clock that can be moved."""

import time
from uuid import uuid4

import pytest

from sponsors import remote, stripe_gateway
from tests.stripe_live import rehearsal
from tests.stripe_live.conftest import differences, wait_for

MONTH_AND_MORE = 32 * 86400


@pytest.fixture
def clock(live, base):
    """A clock; with it goes all that stood on it. The sandbox has but one."""
    if base:
        yield None
        return
    made = live.v1.test_helpers.test_clocks.create({"frozen_time": int(time.time())})
    yield made
    live.v1.test_helpers.test_clocks.delete(made.id)


@pytest.fixture
def plan(live, clock, base):
    """Ten dollars a month by card, begun without a page; our key stands in the metadata."""
    metadata = {"payment": str(uuid4())}
    if base:
        return rehearsal.plan(live, base, metadata)
    customer = live.v1.customers.create(
        {"email": "donor@example.org", "test_clock": clock.id}
    )
    card = live.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    product = live.v1.products.create({"name": "Monthly gift"})
    return live.v1.subscriptions.create(
        {
            "customer": customer.id,
            "default_payment_method": card.id,
            "metadata": metadata,
            "items": [
                {
                    "price_data": {
                        "currency": "usd",
                        "product": product.id,
                        "recurring": {"interval": "month"},
                        "unit_amount": 1000,
                    }
                }
            ],
        }
    )


def advance(live, base, clock, seconds):
    if base:
        rehearsal.control(base, "advance", seconds=seconds)
        return
    clocks = live.v1.test_helpers.test_clocks
    clocks.advance(clock.id, {"frozen_time": clock.frozen_time + seconds})
    wait_for(lambda: clocks.retrieve(clock.id).status == "ready")


def test_a_plan_is_read_as_it_is(live, plan):
    found = stripe_gateway.retrieve_subscription(plan.id)

    assert (found.status, found.amount, found.interval) == ("active", 1000, "month")
    assert found.payment == plan.metadata["payment"]
    assert differences(live.v1.subscriptions.retrieve(plan.id)) == []


def test_the_first_invoice_leads_to_its_charge_and_back(live, plan):
    """Case 64."""
    invoice = stripe_gateway.retrieve_invoice(plan.latest_invoice)
    [bill] = stripe_gateway.bills_of_invoice(invoice)

    assert (invoice.status, invoice.subscription) == ("paid", plan.id)
    assert invoice.payment == plan.metadata["payment"]
    assert stripe_gateway.bill_of(bill.charge.id).invoice == invoice
    assert differences(live.v1.invoices.retrieve(plan.latest_invoice)) == []


def test_the_second_month_is_paid_with_the_new_amount(live, base, clock, plan):
    """Case 65."""
    found = stripe_gateway.retrieve_subscription(plan.id)
    changed = stripe_gateway.update_subscription_amount(found, 2000)
    assert changed.amount == 2000

    advance(live, base, clock, MONTH_AND_MORE)

    listed = live.v1.invoices.list({"subscription": plan.id})
    assert [(one.status, one.amount_paid) for one in listed.data] == [
        ("paid", 2000),
        ("paid", 1000),
    ]


def test_a_plan_pauses_goes_on_and_ends(plan):
    assert stripe_gateway.pause_subscription(plan.id).is_paused
    assert not stripe_gateway.resume_subscription(plan.id).is_paused
    at_end = stripe_gateway.cancel_subscription(plan.id, at_period_end=True)
    assert at_end.cancel_at_period_end
    assert not stripe_gateway.keep_subscription(plan.id).cancel_at_period_end

    ended = stripe_gateway.cancel_subscription(plan.id)

    assert (ended.status, ended.ended_at is not None) == ("canceled", True)
    with pytest.raises(remote.Refused):
        stripe_gateway.cancel_subscription(plan.id)
