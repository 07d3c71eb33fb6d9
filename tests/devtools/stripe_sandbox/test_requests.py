"""What Stripe would refuse is refused, with the parameter named."""

from urllib.parse import urlencode

import pytest
import stripe
from stripe._encode import _api_encode

from devtools.stripe_sandbox import checking
from tests.stripe_sandbox import client_for

PRICE = {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "Gift"}}
ITEM = {"price_data": PRICE, "quantity": 1}
SESSION = {"mode": "payment", "success_url": "https://x.org/", "line_items": [ITEM]}
MONTHLY = {**PRICE, "recurring": {"interval": "month"}}


def item(**changes):
    return {"line_items": [{**ITEM, "price_data": {**PRICE, **changes}}]}


def subscription(**changes):
    items = [{"price_data": MONTHLY, "quantity": 1}]
    return {"mode": "subscription", "line_items": items, **changes}


REFUSED = [
    ({"mode": "paymnt"}, "mode", None),
    ({"mdoe": "payment"}, "mdoe", "parameter_unknown"),
    (
        item(unit_amnt=5),
        "line_items[0][price_data][unit_amnt]",
        "parameter_unknown",
    ),
    (
        item(unit_amount="15.00"),
        "line_items[0][price_data][unit_amount]",
        "parameter_invalid_integer",
    ),
    (
        item(unit_amount="١٥٠٠"),
        "line_items[0][price_data][unit_amount]",
        "parameter_invalid_integer",
    ),
    (
        item(unit_amount=2**63),
        "line_items[0][price_data][unit_amount]",
        "parameter_invalid_integer",
    ),
    (
        item(unit_amount=-1),
        "line_items[0][price_data][unit_amount]",
        "parameter_invalid_integer",
    ),
    (item(currency="xyz"), "line_items[0][price_data][currency]", None),
    (item(unit_amount=49), None, "amount_too_small"),
    (item(unit_amount=100_000_000), None, "amount_too_large"),
    (item(currency="kwd", unit_amount=1501), None, None),
    (item(currency="isk", unit_amount=150_050), None, None),
    (item(recurring={"interval": "month"}), "line_items[0]", None),
    (
        item(recurring={"interval": "fortnight"}),
        "line_items[0][price_data][recurring][interval]",
        None,
    ),
    ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
    ({"ui_mode": "hosted"}, "ui_mode", None),
    ({"submit_type": "give"}, "submit_type", None),
    ({"submit_type": "subscribe"}, "submit_type", None),
    ({"success_url": "javascript:alert(1)"}, "success_url", "url_invalid"),
    ({"success_url": None}, "success_url", "parameter_missing"),
    ({"line_items": None}, "line_items", "parameter_missing"),
    ({"line_items": [{**ITEM, "quantity": 0}]}, "line_items[0][quantity]", None),
    ({"line_items": "x"}, "line_items", None),
    ({"expires_at": "soon"}, "expires_at", "parameter_invalid_integer"),
    ({"expires_at": 1_000_000_000}, "expires_at", None),
    ({"customer": "cus_nobody"}, "customer", "resource_missing"),
    ({"customer_email": "nobody"}, "customer_email", "email_invalid"),
    ({"metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]", None),
    ({"metadata": {"k": "v" * 501}}, "metadata[k]", None),
    ({"metadata": {str(n): "v" for n in range(51)}}, "metadata", None),
    ({"subscription_data": {"metadata": {"a": "b"}}}, "subscription_data", None),
    (subscription(submit_type="donate"), "submit_type", None),
    (
        subscription(payment_intent_data={"metadata": {"a": "b"}}),
        "payment_intent_data",
        None,
    ),
    ({"automatic_tax": {"enabled": True}}, "automatic_tax", "sandbox_unsupported"),
]


@pytest.mark.parametrize(("changes", "param", "code"), REFUSED, ids=repr)
def test_session_that_stripe_would_refuse(stripe_client, changes, param, code):
    params = {**SESSION, **changes}
    wanted = {name: value for name, value in params.items() if value is not None}

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.checkout.sessions.create(wanted)

    assert refusal.value.http_status == 400
    assert refusal.value.code == code
    if param:
        assert refusal.value.param == param


def test_refused_request_leaves_nothing(stripe_client, stripe_sandbox):
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.create({**SESSION, **item(unit_amount=1)})

    assert stripe_sandbox.objects("price") == []
    assert stripe_sandbox.objects("checkout.session") == []
    assert stripe_sandbox.webhooks() == []


@pytest.mark.parametrize("key", ["sk_live_abc", "sk_test_abc", "sk_test_sandbox_x", ""])
def test_every_key_but_its_own_is_turned_away(stripe_sandbox, key):
    client = client_for(stripe_sandbox, key=key or "x")

    with pytest.raises(stripe.AuthenticationError) as refusal:
        client.v1.customers.create({"email": "a@example.org"})

    assert refusal.value.http_status == 401
    assert key[8:] not in str(refusal.value) or len(key) <= 8
    assert stripe_sandbox.objects("customer") == []


def test_another_version_of_the_api_is_refused(stripe_sandbox):
    client = client_for(stripe_sandbox, version="2025-03-31.basil")

    with pytest.raises(stripe.InvalidRequestError, match=r"2026-10-28\.endive"):
        client.v1.customers.create({"email": "a@example.org"})


def test_library_and_sandbox_speak_the_pinned_version(stripe_client):
    customer = stripe_client.v1.customers.create({"email": "a@example.org"})

    assert customer.last_response.headers["Stripe-Version"] == "2026-10-28.endive"
    assert customer.last_response.request_id.startswith("req_")


def test_unknown_object_is_missing(stripe_client):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        stripe_client.v1.charges.retrieve("ch_none")

    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_unknown_address_is_said(stripe_client):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        stripe_client.v1.topups.create({"amount": 1, "currency": "usd"})


def test_decoding_is_the_librarys_encoding_backwards():
    params = {"a": [{"b": "1", "c": ["x", "y"]}], "d": {"e": {"f": "ü &=[]"}}, "g": ""}
    encoded = urlencode([(name, value) for name, value in _api_encode(params)])

    assert checking.decode(encoded.encode()) == params


@pytest.mark.parametrize(
    "body", [b"\xff=1", b"a[=1", b"a=1&a=2", b"a=1&a[b]=2", b"]=1"]
)
def test_broken_body_is_refused(body):
    with pytest.raises(checking.ApiError):
        checking.decode(body)
