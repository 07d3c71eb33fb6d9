"""Subscriptions on a clock that is moved: renewals, dunning, changes, pauses, endings."""

from datetime import UTC, datetime

import pytest
import stripe

from devtools.stripe_sandbox import periods

FAILS_LATER = "4000000000000341"


@pytest.fixture
def again(stripe_client):
    """Return a function that fetches a subscription again."""
    return lambda one: stripe_client.v1.subscriptions.retrieve(one.id)


def kinds(stripe_sandbox):
    return [one.kind for one in stripe_sandbox.webhooks()]


def invoices(stripe_sandbox):
    return [
        (one["billing_reason"], one["status"])
        for one in stripe_sandbox.objects("invoice")
    ]


def test_first_payment_makes_it(plan, stripe_client, stripe_sandbox):
    subscription = plan(subscription_data={"metadata": {"plan": "7"}})

    (invoice,) = stripe_client.v1.invoices.list().data
    (customer,) = stripe_sandbox.objects("customer")
    told = kinds(stripe_sandbox)
    assert (subscription.status, subscription.customer) == ("active", customer["id"])
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_create")
    assert invoice.parent.subscription_details.metadata["plan"] == "7"
    assert stripe_sandbox.objects("payment_intent")[0]["metadata"] == {}
    assert told[-1] == "checkout.session.completed"
    assert {"customer.subscription.created", "invoice.paid"} <= set(told)


def test_declined_first_payment_makes_none(stripe_client, stripe_sandbox, plan):
    assert plan("4000000000000002") is None

    assert stripe_sandbox.objects("subscription") == []
    assert stripe_sandbox.objects("invoice") == []


def test_two_renewals(plan, again, stripe_sandbox):
    subscription = plan()
    stripe_sandbox.webhooks()

    stripe_sandbox.control("renew", subscription=subscription.id)
    stripe_sandbox.control("renew", subscription=subscription.id)

    first = subscription["items"].data[0].current_period_end
    assert invoices(stripe_sandbox) == [
        ("subscription_create", "paid"),
        ("subscription_cycle", "paid"),
        ("subscription_cycle", "paid"),
    ]
    assert again(subscription)["items"].data[0].current_period_start > first
    assert kinds(stripe_sandbox).count("invoice.paid") == 2
    assert len(stripe_sandbox.objects("balance_transaction")) == 3


def test_a_year_in_one_step_is_twelve_renewals_each_at_its_time(plan, stripe_sandbox):
    subscription = plan()
    anchor = subscription.billing_cycle_anchor

    stripe_sandbox.advance(days=366)

    made = [one["created"] for one in stripe_sandbox.objects("invoice")]
    due = [periods.end_of(anchor, "month", n) for n in range(len(made))]
    assert len(made) == 13
    assert all(0 <= at - second <= 2 for at, second in zip(made, due, strict=True))


@pytest.mark.parametrize(
    ("ends", "status", "last"),
    [
        ("cancel", "canceled", "customer.subscription.deleted"),
        ("unpaid", "unpaid", "customer.subscription.updated"),
        ("past_due", "past_due", "invoice.payment_failed"),
    ],
)
def test_dunning_to_its_end(plan, again, stripe_sandbox, ends, status, last):
    stripe_sandbox.control("config", dunning_end=ends)
    subscription = plan(FAILS_LATER)
    seen, days = [], [0, 3, 5, 7]

    stripe_sandbox.control("renew", subscription=subscription.id)
    for wait in days[1:]:
        seen.append(again(subscription).status)
        stripe_sandbox.advance(days=wait)

    (_, invoice) = stripe_sandbox.objects("invoice")
    assert seen == ["past_due"] * 3
    assert again(subscription).status == status
    assert (invoice["status"], invoice["attempt_count"]) == ("open", 4)
    assert invoice["next_payment_attempt"] is None
    told = kinds(stripe_sandbox)
    assert told[-1] == last
    assert told.count("invoice.payment_failed") == 4


def test_past_due_becomes_active_when_a_retry_succeeds(plan, again, stripe_sandbox):
    subscription = plan(FAILS_LATER)
    stripe_sandbox.control("renew", subscription=subscription.id)
    stripe_sandbox.control(
        "set_card", subscription=subscription.id, number="4242424242424242"
    )

    stripe_sandbox.advance(days=3)

    assert again(subscription).status == "active"
    assert invoices(stripe_sandbox)[-1] == ("subscription_cycle", "paid")
    assert stripe_sandbox.objects("payment_intent")[-1]["status"] == "succeeded"


def test_cancel_at_the_end_of_the_period(plan, again, stripe_client, stripe_sandbox):
    subscription = plan()
    update = stripe_client.v1.subscriptions.update

    planned = update(subscription.id, {"cancel_at_period_end": True})
    stripe_sandbox.control("renew", subscription=subscription.id)

    ended = again(subscription)
    assert planned.status == "active"
    assert planned.cancel_at == subscription["items"].data[0].current_period_end
    assert ended.status == "canceled"
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert len(invoices(stripe_sandbox)) == 1


def test_cancel_then_stay(plan, again, stripe_client, stripe_sandbox):
    subscription = plan()

    stripe_client.v1.subscriptions.update(
        subscription.id, {"cancel_at_period_end": True}
    )
    stripe_client.v1.subscriptions.update(
        subscription.id, {"cancel_at_period_end": False}
    )
    stripe_sandbox.control("renew", subscription=subscription.id)

    assert (again(subscription).status, again(subscription).cancel_at) == (
        "active",
        None,
    )
    assert len(invoices(stripe_sandbox)) == 2


def test_an_end_that_is_a_date_is_taken_back_as_one(plan, again, stripe_client):
    subscription = plan()
    update = stripe_client.v1.subscriptions.update
    update(subscription.id, {"cancel_at": "min_period_end"})

    still = update(subscription.id, {"cancel_at_period_end": False})
    assert still.cancel_at == subscription["items"].data[0].current_period_end
    with pytest.raises(stripe.InvalidRequestError):
        update(subscription.id, {"cancel_at": "", "cancel_at_period_end": False})
    with pytest.raises(stripe.InvalidRequestError):
        update(subscription.id, {"cancel_at": still.cancel_at - 1})

    assert update(subscription.id, {"cancel_at": ""}).cancel_at is None


def test_cancel_now_and_never_again(plan, stripe_client, stripe_sandbox):
    subscription = plan()

    ended = stripe_client.v1.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.subscriptions.cancel(subscription.id)
    stripe_sandbox.advance(days=40)

    assert (ended.status, refusal.value.code) == ("canceled", "resource_missing")
    assert len(invoices(stripe_sandbox)) == 1


@pytest.mark.parametrize(
    ("behavior", "status"),
    [
        ("void", "void"),
        ("mark_uncollectible", "uncollectible"),
        ("keep_as_draft", "draft"),
    ],
)
def test_pause_and_go_on(plan, stripe_client, stripe_sandbox, behavior, status):
    subscription = plan()
    update = stripe_client.v1.subscriptions.update

    update(subscription.id, {"pause_collection": {"behavior": behavior}})
    stripe_sandbox.control("renew", subscription=subscription.id)
    update(subscription.id, {"pause_collection": ""})
    stripe_sandbox.control("renew", subscription=subscription.id)

    assert [one[1] for one in invoices(stripe_sandbox)] == ["paid", status, "paid"]
    assert len(stripe_sandbox.objects("charge")) == 2


def test_pause_with_an_end(plan, again, stripe_client, stripe_sandbox):
    subscription = plan()
    pause = {"behavior": "void", "resumes_at": stripe_sandbox.account.now() + 86400}

    stripe_client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    stripe_sandbox.advance(days=2)

    assert again(subscription).pause_collection is None


def test_another_amount_from_the_next_period_on(plan, stripe_client, stripe_sandbox):
    subscription = plan(unit_amount=1000)
    item = subscription["items"].data[0]
    price = {
        "currency": "usd",
        "product": item.price.product,
        "unit_amount": 2000,
        "recurring": {"interval": "month"},
    }

    stripe_client.v1.subscriptions.update(
        subscription.id,
        {"items": [{"id": item.id, "price_data": price}], "proration_behavior": "none"},
    )
    stripe_sandbox.control("renew", subscription=subscription.id)

    assert [one["amount_paid"] for one in stripe_sandbox.objects("invoice")] == [
        1000,
        2000,
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"proration_behavior": "create_prorations"},
        {"price_data": {"recurring": {"interval": "year"}}},
        {"price_data": {"currency": "eur"}},
    ],
)
def test_change_that_the_sandbox_does_not_do_is_refused(plan, stripe_client, change):
    subscription = plan()
    item = subscription["items"].data[0]
    price = {
        "currency": "usd",
        "product": item.price.product,
        "unit_amount": 2000,
        "recurring": {"interval": "month"},
        **change.get("price_data", {}),
    }
    items = [{"id": item.id, "price_data": price}]
    proration = change.get("proration_behavior", "none")

    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.subscriptions.update(
            subscription.id, {"items": items, "proration_behavior": proration}
        )


def test_deleted_customer_ends_everything(plan, again, stripe_client, stripe_sandbox):
    subscription = plan()

    stripe_client.v1.customers.delete(subscription.customer)
    stripe_sandbox.advance(days=40)

    assert again(subscription).status == "canceled"
    assert stripe_client.v1.customers.retrieve(subscription.customer).deleted
    assert len(invoices(stripe_sandbox)) == 1


def second(*parts):
    return int(datetime(*parts, 12, 30, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("anchor", "interval", "count", "expected"),
    [
        ((2026, 1, 31), "month", 1, (2026, 2, 28)),
        ((2026, 1, 31), "month", 2, (2026, 3, 31)),
        ((2026, 1, 31), "month", 3, (2026, 4, 30)),
        ((2027, 12, 31), "month", 2, (2028, 2, 29)),
        ((2028, 2, 29), "year", 1, (2029, 2, 28)),
        ((2028, 2, 29), "year", 4, (2032, 2, 29)),
        ((2026, 12, 15), "month", 1, (2027, 1, 15)),
        ((2026, 3, 1), "week", 2, (2026, 3, 15)),
        ((2028, 2, 28), "day", 2, (2028, 3, 1)),
    ],
)
def test_anchor_keeps_its_day(anchor, interval, count, expected):
    assert periods.end_of(second(*anchor), interval, count) == second(*expected)


def test_card_that_always_asks_cannot_renew_alone(plan, again, stripe_sandbox):
    session = plan("4000002760003184")
    (intent,) = stripe_sandbox.objects("payment_intent")
    stripe_sandbox.open(f"/authenticate/{intent['id']}", {"answer": "complete"})
    (made,) = stripe_sandbox.objects("subscription")

    stripe_sandbox.control("renew", subscription=made["id"])

    (after,) = stripe_sandbox.objects("subscription")
    told = kinds(stripe_sandbox)
    assert session is None  # the bank had to be asked first
    assert (made["status"], after["status"]) == ("active", "past_due")
    assert "invoice.payment_action_required" in told
