"""Many charges at once, for those who measure."""

from devtools.stripe_sandbox import shapes


def test_seeded_charges_are_whole_and_silent(stripe_sandbox, stripe_client):
    stripe_sandbox.control("seed", charges=250, amount=2000)

    walked = stripe_client.v1.charges.list(
        {"limit": 100, "expand": ["data.balance_transaction", "data.payment_intent"]}
    )
    charges = list(walked.auto_paging_iter())

    assert len(charges) == len({one.id for one in charges}) == 250
    assert {one.metadata["payment"] for one in charges} == set(map(str, range(250)))
    assert {one.balance_transaction.source == one.id for one in charges} == {True}
    assert {one.payment_intent.latest_charge == one.id for one in charges} == {True}
    assert len(stripe_sandbox.objects("balance_transaction")) == 250
    assert stripe_sandbox.objects("event") == []
    assert stripe_sandbox.webhooks() == []
    for kind in ("charge", "payment_intent", "balance_transaction"):
        assert list(shapes.faults(stripe_sandbox.objects(kind)[0])) == []


def test_events_that_were_there_stay(stripe_sandbox, stripe_client, donation):
    stripe_sandbox.pay(donation().id)
    before = len(stripe_sandbox.objects("event"))

    stripe_sandbox.control("seed", charges=3)

    assert len(stripe_sandbox.objects("event")) == before
    assert len(stripe_client.v1.charges.list().data) == 4
