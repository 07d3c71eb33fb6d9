"""Disputes: the money goes, and comes back or not."""

import pytest
import stripe


@pytest.fixture
def disputed(donation, stripe_sandbox):
    """Return a function that disputes a fresh charge."""

    def disputed(**how):
        stripe_sandbox.pay(donation().id)
        (charge,) = stripe_sandbox.objects("charge")
        stripe_sandbox.webhooks()
        return stripe_sandbox.control("dispute", charge=charge["id"], **how)

    return disputed


def kinds(stripe_sandbox):
    return [
        one.kind.removeprefix("charge.dispute.") for one in stripe_sandbox.webhooks()
    ]


def net(stripe_sandbox):
    return sum(one["net"] for one in stripe_sandbox.objects("balance_transaction"))


OPENED = ["created", "funds_withdrawn"]
TABLE = [
    ("needs_response", ["won"], [*OPENED, "closed", "funds_reinstated"], 1426),
    ("needs_response", ["lost"], [*OPENED, "closed"], -1574),
    ("needs_response", ["under_review", "lost"], [*OPENED, "updated", "closed"], -1574),
    (
        "needs_response",
        ["lost", "appeal_needs_response", "appeal_under_review", "won"],
        [*OPENED, "closed", "updated", "updated", "closed", "funds_reinstated"],
        1426,
    ),
    ("warning_needs_response", ["warning_closed"], ["created", "closed"], 1426),
    (
        "warning_needs_response",
        ["needs_response", "lost"],
        ["created", "updated", "funds_withdrawn", "closed"],
        -1574,
    ),
    ("prevented", [], ["created", "closed"], 1426),
]


@pytest.mark.parametrize(("first", "moves", "events", "left"), TABLE)
def test_course_of_a_dispute(disputed, stripe_sandbox, first, moves, events, left):
    dispute = disputed(status=first)

    for status in moves:
        stripe_sandbox.control("dispute_move", dispute=dispute["id"], status=status)

    assert kinds(stripe_sandbox) == events
    assert net(stripe_sandbox) == left


def test_dispute_of_a_part(disputed, stripe_sandbox, stripe_client):
    dispute = stripe_client.v1.disputes.retrieve(disputed(amount=500)["id"])

    (movement,) = dispute.balance_transactions
    assert (movement.amount, movement.fee, movement.net) == (-500, 1500, -2000)
    assert movement.reporting_category == "dispute"
    assert stripe_client.v1.charges.retrieve(dispute.charge).disputed


@pytest.mark.parametrize(
    ("number", "reason", "status"),
    [
        ("4000000000000259", "fraudulent", "needs_response"),
        ("4000000000002685", "product_not_received", "needs_response"),
        ("4000000000001976", "general", "warning_needs_response"),
    ],
)
def test_card_that_is_disputed_at_once(
    donation, stripe_sandbox, number, reason, status
):
    stripe_sandbox.pay(donation().id, number)

    (dispute,) = stripe_sandbox.objects("dispute")
    assert (dispute["reason"], dispute["status"]) == (reason, status)


def test_evidence_is_handed_in(disputed, stripe_client):
    key = disputed()["id"]

    dispute = stripe_client.v1.disputes.update(
        key, {"evidence": {"uncategorized_text": "A gift."}, "submit": True}
    )

    assert dispute.status == "under_review"
    assert dispute.evidence.uncategorized_text == "A gift."
    assert dispute.evidence_details.submission_count == 1


def test_giving_up_loses(disputed, stripe_client):
    key = disputed()["id"]

    assert stripe_client.v1.disputes.close(key).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.disputes.close(key)


@pytest.mark.parametrize("how", [{"amount": 1501}, {"status": "angry"}])
def test_dispute_that_cannot_be(disputed, how):
    with pytest.raises(Exception, match=r"dispute|status"):
        disputed(**how)


def test_early_fraud_warning(donation, stripe_sandbox, stripe_client):
    stripe_sandbox.pay(donation().id)
    (charge,) = stripe_sandbox.objects("charge")

    warning = stripe_sandbox.control("fraud_warning", charge=charge["id"])

    assert (warning["charge"], warning["actionable"]) == (charge["id"], True)
    assert stripe_sandbox.webhooks()[-1].kind == "radar.early_fraud_warning.created"
    warnings = stripe_client.v1.radar.early_fraud_warnings
    assert warnings.retrieve(warning["id"]).fraud_type == warning["fraud_type"]
    listed = warnings.list({"charge": charge["id"]})
    assert [one.id for one in listed.data] == [warning["id"]]
    assert warnings.list({"charge": "ch_other"}).data == []


def test_charge_is_disputed_once(disputed, stripe_sandbox):
    dispute = disputed()

    with pytest.raises(Exception, match="disputed already"):
        stripe_sandbox.control("dispute", charge=dispute["charge"])
