"""The gate: whatever leaves the sandbox has the shape of the library's response classes.

The server refuses to send anything else (`Account.strict`), so every other test is part of
this gate; here are the gate's own tests, and one of each kind with every expansion.
"""

import json

import pytest
import stripe

from devtools.stripe_sandbox import shapes

KINDS = {
    "balance_transaction", "billing_portal.session", "charge", "checkout.session",
    "customer", "dispute", "event", "invoice", "invoice_payment", "payment_intent",
    "payment_method", "price", "product", "refund", "subscription",
}  # fmt: skip
LONGEST_LISTS = ("events", "charges", "invoices")


@pytest.fixture
def busy(stripe_client, stripe_sandbox, donation, plan):
    """An account in which everything has happened."""
    for number in ("4242424242424242", "4000000000000002", "4000002760003184"):
        stripe_sandbox.pay(donation().id, number)
    stripe_sandbox.pay(donation(currency="eur").id, "DE62370400440532013001")
    stripe_sandbox.pay(donation(currency="eur").id, "DE89370400440532013000")
    for number in ("4000000000000259", "4000000000001976", "4000000000005126"):
        stripe_sandbox.pay(donation().id, number)
    refundable = stripe_sandbox.objects("charge", status="succeeded")[-1]
    stripe_client.v1.refunds.create({"charge": refundable["id"], "amount": 100})
    monthly, failing = plan(), plan("4000000000000341")
    stripe_client.v1.subscriptions.update(
        monthly.id, {"pause_collection": {"behavior": "void"}}
    )
    stripe_client.v1.billing_portal.sessions.create({"customer": failing.customer})
    stripe_sandbox.advance(days=100)
    for one in stripe_sandbox.objects("dispute"):
        ended = "won" if one["status"] == "needs_response" else "warning_closed"
        stripe_sandbox.control("dispute_move", dispute=one["id"], status=ended)
    stripe_client.v1.customers.delete(failing.customer)
    return stripe_sandbox


def test_every_kind_has_the_librarys_shape(busy):
    for kind in KINDS:
        found = busy.objects(kind)
        assert found, f"no {kind} was made"
        assert [list(shapes.faults(one)) for one in found] == [[]] * len(found)


def test_every_answer_is_made_into_the_librarys_class(busy, stripe_client):
    services = {
        "charge": stripe_client.v1.charges,
        "checkout.session": stripe_client.v1.checkout.sessions,
        "dispute": stripe_client.v1.disputes,
        "event": stripe_client.v1.events,
        "invoice": stripe_client.v1.invoices,
        "invoice_payment": stripe_client.v1.invoice_payments,
        "subscription": stripe_client.v1.subscriptions,
    }

    for kind, service in services.items():
        assert isinstance(service.list().data[0], shapes.response_class(kind))


EXPANSIONS = {
    "charge": ["balance_transaction", "customer", "payment_intent", "refunds"],
    "payment_intent": ["latest_charge.balance_transaction", "customer", "payment_method"],
    "checkout.session": [
        "line_items.data.price.product", "payment_intent.latest_charge", "customer",
        "subscription.latest_invoice", "invoice",
    ],
    "refund": ["charge", "payment_intent", "balance_transaction",
               "failure_balance_transaction"],
    "dispute": ["charge.balance_transaction", "payment_intent"],
    "subscription": ["customer", "latest_invoice.payments", "default_payment_method",
                     "items.data.price.product"],
    "invoice": ["customer", "payments.data.payment.payment_intent",
                "parent.subscription_details.subscription"],
    "invoice_payment": ["invoice", "payment.payment_intent.latest_charge"],
    "balance_transaction": ["source"],
    "customer": ["subscriptions"],
    "price": ["product"],
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPANSIONS)
def test_expansion_of_everything_keeps_the_shape(busy, stripe_client, kind):
    service = {
        "checkout.session": stripe_client.v1.checkout.sessions,
    }.get(kind) or getattr(stripe_client.v1, f"{kind}s")

    for one in busy.objects(kind):
        expanded = service.retrieve(one["id"], {"expand": EXPANSIONS[kind]})
        raw = json.loads(expanded.last_response.body)
        assert list(shapes.faults(raw)) == []
        for path in EXPANSIONS[kind]:
            assert_expanded(raw, path.split("."))


def assert_expanded(value, parts):
    """Where there is something, it is an object now, not an id."""
    for name in parts:
        if isinstance(value, list):
            value = value[0] if value else None
        if value is None or value.get("deleted"):
            return
        value = value[name]
    assert not isinstance(value, str)


def test_list_is_expanded_below_its_data(busy, stripe_client):
    listed = stripe_client.v1.balance_transactions.list({"expand": ["data.source"]})

    assert {one.source["object"] for one in listed.data} >= {"charge"}


@pytest.mark.parametrize(
    "path", ["amount", "nothing", "data.charge", "customer.nothing"]
)
def test_what_cannot_be_expanded_is_refused(
    donation, stripe_client, stripe_sandbox, path
):
    customer = stripe_client.v1.customers.create({"email": "a@example.org"})
    stripe_sandbox.pay(donation(customer=customer.id).id)
    (charge,) = stripe_sandbox.objects("charge")

    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        stripe_client.v1.charges.retrieve(charge["id"], {"expand": [path]})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"amount": None}, "charge.amount: null"),
        ({"amount": "1500"}, "charge.amount: '1500' is none of"),
        ({"amount": True}, "charge.amount: 'True' is none of"),
        ({"status": "fine"}, "charge.status: 'fine' is none of"),
        ({"invoice": "in_1"}, "charge.invoice: no such field"),
        (
            {"billing_details": {"mail": "x"}},
            "charge.billing_details.mail: no such field",
        ),
        ({"outcome": {}}, "charge.outcome.type: missing"),
    ],
)
def test_gate_sees_what_is_wrong(donation, stripe_sandbox, change, fault):
    stripe_sandbox.pay(donation().id)
    (charge,) = stripe_sandbox.objects("charge")

    (found,) = shapes.faults({**charge, **change})

    assert found.startswith(fault)


def test_sandbox_refuses_to_send_an_invention(donation, stripe_sandbox):
    stripe_sandbox.pay(donation().id)
    (charge,) = stripe_sandbox.account.store.all("charge")

    with pytest.raises(AssertionError, match="no such field"):
        stripe_sandbox.account.show({**charge, "invented": 1})


def test_nothing_inside_the_sandbox_leaks(busy, stripe_client):
    for kind in ("charges", "invoices", "subscriptions", "payment_methods", "events"):
        raw = getattr(stripe_client.v1, kind).list({"limit": 100}).last_response.body
        assert '"_' not in raw
        assert "4242424242424242" not in raw


def test_field_homes_of_endive(plan, stripe_client):
    subscription = plan()

    (invoice,) = stripe_client.v1.invoices.list({"subscription": subscription.id}).data
    (payment,) = stripe_client.v1.invoice_payments.list({"invoice": invoice.id}).data
    intent = stripe_client.v1.payment_intents.retrieve(payment.payment.payment_intent)
    charge = stripe_client.v1.charges.retrieve(intent.latest_charge)

    for gone in ("charge", "payment_intent", "subscription", "paid"):
        assert gone not in invoice
    assert "invoice" not in charge
    assert "current_period_end" not in subscription
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert payment.amount_paid == invoice.amount_paid == charge.amount == 1000
