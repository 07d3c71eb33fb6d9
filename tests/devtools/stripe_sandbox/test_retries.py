"""Idempotency keys and faults, as the library's own retries meet them."""

import threading

import pytest
import stripe

from devtools.stripe_sandbox import faults
from tests.stripe_sandbox import client_for


def test_same_key_and_body_give_the_same_answer(donation, stripe_sandbox):
    key = {"idempotency_key": "checkout-1"}

    first, second = donation(options=key), donation(options=key)

    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert len(stripe_sandbox.objects("checkout.session")) == 1


def test_same_key_with_another_body_is_an_error(donation, stripe_sandbox):
    donation(1500, options={"idempotency_key": "checkout-1"})

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        donation(1600, options={"idempotency_key": "checkout-1"})

    assert len(stripe_sandbox.objects("checkout.session")) == 1


def test_refused_request_does_not_use_up_its_key(donation):
    key = {"idempotency_key": "checkout-1"}
    with pytest.raises(stripe.InvalidRequestError):
        donation(1, options=key)

    assert donation(1500, options=key).status == "open"


def test_key_is_forgotten_after_a_day(donation, stripe_sandbox):
    first = donation(options={"idempotency_key": "checkout-1"})

    stripe_sandbox.advance(days=1, seconds=1)
    second = donation(options={"idempotency_key": "checkout-1"})

    assert first.id != second.id


class Gate:
    """Stands where a slow request waits: the test sees it come, and lets it go on."""

    def __init__(self):
        self.has_come, self.may_go = threading.Event(), threading.Event()

    def wait(self, _seconds):
        self.has_come.set()
        self.may_go.wait(60)


def test_key_in_flight_is_a_conflict_that_the_library_waits_out(
    stripe_sandbox, monkeypatch
):
    monkeypatch.setattr(faults, "never", gate := Gate())
    stripe_sandbox.control("fail_next", faults=["slow"])
    impatient = client_for(stripe_sandbox, max_network_retries=0)
    patient = client_for(stripe_sandbox, max_network_retries=10)
    options, made = {"idempotency_key": "customer-1"}, []

    def create(client):
        made.append(client.v1.customers.create({"name": "A"}, options).id)

    slow = threading.Thread(target=create, args=(impatient,))
    slow.start()
    assert gate.has_come.wait(60)
    with pytest.raises(stripe.StripeError) as conflict:
        create(impatient)
    threading.Timer(0.3, gate.may_go.set).start()
    create(patient)
    slow.join()

    assert conflict.value.http_status == 409
    assert len(set(made)) == 1
    assert len(stripe_sandbox.objects("customer")) == 1


@pytest.mark.parametrize("fault", ["500", "503", "409", "drop", "lost"])
@pytest.mark.parametrize(
    "key", [{"idempotency_key": "mine"}, {}], ids=["key", "no key"]
)
def test_retried_fault_leaves_exactly_one_session(donation, stripe_sandbox, fault, key):
    stripe_sandbox.control("fail_next", faults=[fault])

    session = donation(options=key)

    assert [one["id"] for one in stripe_sandbox.objects("checkout.session")] == [
        session.id
    ]


def test_three_faults_are_too_many(donation, stripe_sandbox):
    stripe_sandbox.control("fail_next", faults=["500"] * 3)

    with pytest.raises(stripe.APIError):
        donation()

    assert stripe_sandbox.objects("checkout.session") == []


def test_rate_limit_is_not_retried(donation, stripe_sandbox):
    stripe_sandbox.control("fail_next", faults=["429", "500"])

    with pytest.raises(stripe.RateLimitError) as refusal:
        donation()

    assert refusal.value.http_status == 429
    assert stripe_sandbox.account.settings.fail_next == ["500"]


def test_card_error_is_said(donation, stripe_sandbox):
    stripe_sandbox.control("fail_next", faults=["402"])

    with pytest.raises(stripe.CardError) as refusal:
        donation()

    assert refusal.value.code == "card_declined"


def test_time_out_is_retried_and_nothing_is_done_twice(stripe_sandbox):
    stripe_sandbox.control("config", answer_delay=5)
    stripe_sandbox.control("fail_next", faults=["timeout"])
    client = client_for(
        stripe_sandbox,
        max_network_retries=10,
        http_client=stripe.RequestsClient(timeout=(10, 0.5)),
    )

    client.v1.customers.create({"name": "A"}, {"idempotency_key": "customer-1"})

    assert len(stripe_sandbox.objects("customer")) == 1
    client._requestor._client.close()


def test_unknown_fault_is_refused(stripe_sandbox):
    with pytest.raises(Exception, match="A fault is one of"):
        stripe_sandbox.control("fail_next", faults=["fire"])
