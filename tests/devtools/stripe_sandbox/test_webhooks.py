"""Webhooks: signed as the library checks it, delivered over HTTP, tried again, rearranged."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from tests.ports import free_port


class Endpoint(BaseHTTPRequestHandler):
    """What a portal would have: keeps what comes, answers what it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((body, self.headers["Stripe-Signature"]))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint(stripe_sandbox):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.got, server.answers = [], []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/hooks/stripe/"
    stripe_sandbox.control("config", webhook_url=url)
    yield server
    stripe_sandbox.control("config", webhook_url="")
    server.shutdown()
    server.server_close()


def kinds(endpoint):
    return [json.loads(body)["type"] for body, _ in endpoint.got]


def named(stripe_client, *names):
    return [stripe_client.v1.customers.create({"name": one}).id for one in names]


def names(endpoint):
    return [json.loads(body)["data"]["object"]["name"] for body, _ in endpoint.got]


def test_library_accepts_the_signature(endpoint, stripe_sandbox, stripe_client):
    (customer,) = named(stripe_client, "A")

    stripe_sandbox.wait()

    ((body, header),) = endpoint.got
    event = stripe.Webhook.construct_event(body, header, stripe_sandbox.webhook_secret)
    assert (event.type, event.data.object.id) == ("customer.created", customer)
    assert (event.livemode, event.api_version) == (False, "2026-10-28.endive")
    assert event.request.id.startswith("req_")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(
            body + b" ", header, stripe_sandbox.webhook_secret
        )
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, header, "whsec_another")


def test_event_delivered_is_the_event_listed(endpoint, stripe_sandbox, stripe_client):
    named(stripe_client, "A")

    stripe_sandbox.wait()

    (event,) = stripe_client.v1.events.list().data
    delivered = json.loads(endpoint.got[0][0])
    assert delivered["id"] == event.id
    assert (delivered["pending_webhooks"], event.pending_webhooks) == (1, 0)


def test_rolled_secret_signs_twice(endpoint, stripe_sandbox, stripe_client):
    stripe_sandbox.control("config", more_secrets=["whsec_sandbox_new"])

    named(stripe_client, "A")
    stripe_sandbox.wait()

    ((body, header),) = endpoint.got
    assert header.count("v1=") == 2
    for secret in (stripe_sandbox.webhook_secret, "whsec_sandbox_new"):
        stripe.Webhook.construct_event(body, header, secret)


def test_webhooks_come_in_order(endpoint, stripe_sandbox, stripe_client):
    wanted = [str(number) for number in range(10)]

    named(stripe_client, *wanted)
    stripe_sandbox.wait()

    assert names(endpoint) == wanted


@pytest.mark.parametrize("answers", [[500], [400, 404], [302, 503, 500]])
def test_failure_is_tried_again(endpoint, stripe_sandbox, stripe_client, answers):
    endpoint.answers = [*answers]

    named(stripe_client, "A")
    stripe_sandbox.wait()

    assert len(endpoint.got) == len(answers) + 1
    assert len({json.loads(body)["id"] for body, _ in endpoint.got}) == 1
    (delivery,) = stripe_sandbox.control("deliveries")
    assert (delivery["state"], delivery["result"]) == ("delivered", "200")


def test_after_the_last_try_it_is_given_up(endpoint, stripe_sandbox, stripe_client):
    endpoint.answers = [500] * 99

    named(stripe_client, "A")
    stripe_sandbox.wait()

    (delivery,) = stripe_sandbox.control("deliveries")
    assert (delivery["state"], delivery["attempts"]) == ("failed", 5)


def test_endpoint_that_is_down_is_reached_once_it_is_up(stripe_sandbox, stripe_client):
    address = ("127.0.0.1", free_port())
    url = f"http://127.0.0.1:{address[1]}/"
    stripe_sandbox.control("config", webhook_url=url, retry_delays=[0.05] * 1000)
    named(stripe_client, "A")
    while not stripe_sandbox.control("deliveries")[0]["attempts"]:
        time.sleep(0.01)

    again = ThreadingHTTPServer(address, Endpoint)
    again.got, again.answers = [], []
    threading.Thread(target=again.serve_forever, args=(0.02,), daemon=True).start()
    stripe_sandbox.wait()
    again.shutdown()
    again.server_close()

    assert names(again) == ["A"]
    assert stripe_sandbox.control("deliveries")[0]["attempts"] > 1


@pytest.mark.parametrize("order", ["", "reverse", "shuffle"])
def test_held_webhooks_are_released_in_an_order(
    endpoint, stripe_sandbox, stripe_client, order
):
    stripe_sandbox.control("config", hold=True)
    wanted = [str(number) for number in range(8)]
    named(stripe_client, *wanted)
    time.sleep(0.05)
    held = len(endpoint.got)

    done = stripe_sandbox.control("release", order=order)
    stripe_sandbox.wait()

    assert (held, done) == (0, {"released": 8})
    assert sorted(names(endpoint)) == wanted
    if order != "shuffle":
        assert names(endpoint) == (wanted[::-1] if order else wanted)


def test_released_three_times_each(endpoint, stripe_sandbox, stripe_client):
    stripe_sandbox.control("config", hold=True)
    named(stripe_client, "A", "B")

    stripe_sandbox.control("release", order="shuffle", copies=3)
    stripe_sandbox.wait()

    assert sorted(names(endpoint)) == ["A"] * 3 + ["B"] * 3


def test_duplicates_drops_and_resends(endpoint, stripe_sandbox, stripe_client):
    stripe_sandbox.control("config", copies=2)
    named(stripe_client, "twice")
    stripe_sandbox.control("config", copies=1, drop=["customer.created"])
    named(stripe_client, "lost")
    stripe_sandbox.wait()
    lost = stripe_client.v1.events.list({"limit": 1}).data[0].id
    before = names(endpoint)

    stripe_sandbox.control("resend", event=lost)
    stripe_sandbox.wait()

    assert before == ["twice", "twice"]
    assert names(endpoint) == ["twice", "twice", "lost"]


def test_only_enabled_events_are_delivered(endpoint, stripe_sandbox, donation):
    wanted = ["checkout.session.completed", "charge.updated"]
    stripe_sandbox.control("config", enabled_events=wanted)

    stripe_sandbox.pay(donation().id)
    stripe_sandbox.wait()

    assert sorted(kinds(endpoint)) == sorted(wanted)


def test_webhooks_stay_on_this_machine(stripe_sandbox, stripe_client):
    stripe_sandbox.control("config", webhook_url="http://portal.example.org/hooks/")

    named(stripe_client, "A")
    stripe_sandbox.wait()

    (delivery,) = stripe_sandbox.control("deliveries")
    assert delivery["result"].startswith("refused")


def test_tests_may_take_them_instead(stripe_sandbox, stripe_client):
    named(stripe_client, "A", "B")

    first, second = stripe_sandbox.webhooks()

    secret = stripe_sandbox.webhook_secret
    assert (
        stripe.Webhook.construct_event(first.body, first.signature, secret).id
        == first.event
    )
    assert second.kind == "customer.created"
    assert stripe_sandbox.webhooks() == []
