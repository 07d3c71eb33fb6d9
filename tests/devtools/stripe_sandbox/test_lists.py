"""Lists: pages in both directions, filters, what comes first."""

import pytest
import stripe


@pytest.fixture
def customers(stripe_client):
    """Seven customers, the newest first."""
    made = [
        stripe_client.v1.customers.create({"email": f"{n % 2}@example.org"}).id
        for n in range(7)
    ]
    return made[::-1]


def ids(listed):
    return [one.id for one in listed.data]


def test_newest_come_first_and_more_are_announced(stripe_client, customers):
    page = stripe_client.v1.customers.list({"limit": 3})

    assert ids(page) == customers[:3]
    assert (page.has_more, page.url) == (True, "/v1/customers")


def test_pages_forward(stripe_client, customers):
    second = stripe_client.v1.customers.list(
        {"limit": 3, "starting_after": customers[2]}
    )
    last = stripe_client.v1.customers.list({"limit": 3, "starting_after": customers[5]})

    assert (ids(second), second.has_more) == (customers[3:6], True)
    assert (ids(last), last.has_more) == (customers[6:], False)


def test_pages_backward(stripe_client, customers):
    before = stripe_client.v1.customers.list(
        {"limit": 3, "ending_before": customers[5]}
    )
    first = stripe_client.v1.customers.list({"limit": 3, "ending_before": customers[2]})

    assert (ids(before), before.has_more) == (customers[2:5], True)
    assert (ids(first), first.has_more) == (customers[:2], False)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_library_walks_all_pages(stripe_client, customers, limit):
    walked = stripe_client.v1.customers.list({"limit": limit}).auto_paging_iter()

    assert [one.id for one in walked] == customers


def test_library_walks_backward(stripe_client, customers):
    page = stripe_client.v1.customers.list({"limit": 2, "ending_before": customers[6]})

    assert [one.id for one in page.auto_paging_iter()] == customers[:6][::-1]


def test_more_than_a_hundred_events(stripe_client, stripe_sandbox):
    for number in range(120):
        stripe_client.v1.customers.create({"name": str(number)})

    walked = stripe_client.v1.events.list({"limit": 100}).auto_paging_iter()

    names = [one.data.object["name"] for one in walked]
    assert names == [str(number) for number in range(119, -1, -1)]


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"starting_after": "cus_none"}, "starting_after"),
        ({"ending_before": "a", "starting_after": "b"}, "ending_before"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_page_that_cannot_be(stripe_client, customers, params, param):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.customers.list(params)

    assert refusal.value.param == param


def test_filter_by_a_field(stripe_client, customers):
    found = stripe_client.v1.customers.list({"email": "1@example.org"})

    assert ids(found) == customers[1::2]


def test_events_by_type_and_time(stripe_client, stripe_sandbox, donation):
    stripe_sandbox.pay(donation().id)
    stripe_sandbox.advance(seconds=100)
    second = stripe_sandbox.account.now()
    stripe_sandbox.pay(donation().id)
    wanted = ["charge.succeeded", "checkout.session.completed"]

    both = stripe_client.v1.events.list({"types": wanted})
    late = stripe_client.v1.events.list({"types": wanted, "created": {"gte": second}})
    early = stripe_client.v1.events.list(
        {"type": "charge.succeeded", "created": {"lt": second}}
    )

    assert [one.type for one in both.data] == [*wanted[::-1]] * 2
    assert (len(late.data), len(early.data)) == (2, 1)


def test_more_types_of_events_than_stripe_takes_are_refused(stripe_client):
    types = [f"charge.kind_{number}" for number in range(21)]
    stripe_client.v1.events.list({"types": types[:20]})

    with pytest.raises(stripe.InvalidRequestError, match="20") as refusal:
        stripe_client.v1.events.list({"types": types})

    assert refusal.value.param == "types"


def test_charges_of_an_intent_and_refunds_of_a_charge(
    stripe_client, stripe_sandbox, donation
):
    first, second = donation(), donation()
    stripe_sandbox.pay(first.id)
    stripe_sandbox.pay(second.id)
    intent = stripe_client.v1.checkout.sessions.retrieve(first.id).payment_intent

    (charge,) = stripe_client.v1.charges.list({"payment_intent": intent}).data
    stripe_client.v1.refunds.create({"charge": charge.id, "amount": 100})
    (refund,) = stripe_client.v1.refunds.list({"charge": charge.id}).data

    assert refund.amount == 100
    assert stripe_client.v1.charges.list({"limit": 1}).data[0].id != charge.id


def test_line_items_of_a_session(stripe_client, donation):
    session = donation()

    (item,) = stripe_client.v1.checkout.sessions.line_items.list(session.id).data

    assert (item.amount_total, item.quantity) == (1500, 1)
    assert item.price.unit_amount == 1500


def test_canceled_subscriptions_are_listed_when_asked(stripe_client, plan):
    running, ended = plan(), plan()
    stripe_client.v1.subscriptions.cancel(ended.id)

    def listed(**params):
        return set(ids(stripe_client.v1.subscriptions.list(params)))

    assert listed() == {running.id}
    assert listed(status="all") == {running.id, ended.id}
    assert listed(status="canceled") == listed(status="ended") == {ended.id}
