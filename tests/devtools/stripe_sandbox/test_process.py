"""The sandbox as a process of its own: its keys, its file, its death."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
import stripe

from devtools.paths import ROOT
from devtools.stripe_sandbox.account import Keys
from devtools.stripe_sandbox.sandbox import Sandbox, new_keys

KEYS = {
    "STRIPE_SECRET_KEY": "sk_test_sandbox_of_this_test",
    "STRIPE_WEBHOOK_SECRETS": "whsec_sandbox_of_this_test",
}


class Process:
    """A sandbox in another process, over a file."""

    def __init__(self, data):
        command = [sys.executable, "-m", "devtools.stripe_sandbox", "--port", "0"]
        self.child = subprocess.Popen(
            [*command, "--data", str(data)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **KEYS},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.base = self.child.stdout.readline().split()[-1].rstrip("/")
        self.client = stripe.StripeClient(
            KEYS["STRIPE_SECRET_KEY"],
            stripe_version="2026-10-28.endive",
            base_addresses={"api": self.base},
            max_network_retries=0,
        )

    def end(self, number):
        self.child.send_signal(number)
        self.child.wait(60)
        self.child.stdout.close()
        return self.child.returncode


@pytest.fixture
def start(tmp_path, monkeypatch):
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    started = []

    def start():
        started.append(Process(tmp_path / "stripe.sqlite3"))
        return started[-1]

    yield start
    for one in started:
        if one.child.poll() is None:
            one.end(signal.SIGKILL)


def test_killed_sandbox_has_forgotten_nothing_that_it_answered(start):
    process, answered = start(), []

    def work():
        try:
            for number in range(10_000):
                answered.append(
                    process.client.v1.customers.create({"name": str(number)}).id
                )
        except stripe.StripeError:
            pass

    worker = threading.Thread(target=work)
    worker.start()
    while len(answered) < 30:
        assert worker.is_alive(), answered
        time.sleep(0.001)
    process.end(signal.SIGKILL)
    worker.join()
    again = start().client

    kept = [
        one.id for one in again.v1.customers.list({"limit": 100}).auto_paging_iter()
    ]
    events = list(again.v1.events.list({"limit": 100}).auto_paging_iter())
    assert set(answered) <= set(kept)
    assert len(kept) - len(answered) <= 1  # done, but its answer was never sent
    assert len(events) == len(kept)


def test_restart_keeps_clock_keys_and_sessions(start):
    process = start()
    key = {"idempotency_key": "customer-1"}
    first = process.client.v1.customers.create({"name": "A"}, key)
    body = b'{"days": 40}'
    request = urllib.request.Request(
        f"{process.base}/_sandbox/advance", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=60).close()

    ended = process.end(signal.SIGTERM)
    again = start().client
    repeated = again.v1.customers.create({"name": "B"})

    assert ended == 0
    assert repeated.created - first.created >= 40 * 86400
    assert again.v1.customers.retrieve(first.id).name == "A"


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {**KEYS, "STRIPE_SECRET_KEY": "sk_live_real"},
        {**KEYS, "STRIPE_SECRET_KEY": "sk_test_real"},
        {**KEYS, "STRIPE_WEBHOOK_SECRETS": "whsec_real"},
    ],
)
def test_sandbox_does_not_start_with_a_real_key(keys, tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "devtools.stripe_sandbox",
            "--data",
            str(tmp_path / "x"),
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **keys},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 1
    assert "never a key of Stripe's" in done.stderr
    for value in keys.values():
        assert value not in done.stderr + done.stdout


def test_keys_are_recognizable_and_never_alike():
    first, second = new_keys(), new_keys()

    assert first.secret_key.startswith("sk_test_sandbox_")
    assert first.webhook_secret.startswith("whsec_sandbox_")
    assert first.secret_key != second.secret_key


def test_sandbox_listens_on_loopback_alone(stripe_sandbox):
    assert stripe_sandbox._server.server_address[0] == "127.0.0.1"


def test_foreign_name_for_this_machine_is_turned_away(stripe_sandbox):
    request = urllib.request.Request(
        f"{stripe_sandbox.base}/_sandbox/", headers={"Host": "evil.example"}
    )

    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=60)

    assert refusal.value.code == 403
    refusal.value.close()


def test_everything_is_test_mode(donation, stripe_sandbox):
    stripe_sandbox.pay(donation().id)

    for kind in ("event", "charge", "checkout.session", "payment_intent"):
        assert {one["livemode"] for one in stripe_sandbox.objects(kind)} == {False}


def test_reset_is_quick_and_whole(donation, stripe_sandbox):
    stripe_sandbox.pay(donation().id)
    stripe_sandbox.advance(days=1)
    before = stripe_sandbox.account.settings.retry_delays
    stripe_sandbox.control("config", retry_delays=[60])

    stripe_sandbox.reset()

    assert stripe_sandbox.objects("event") == []
    assert stripe_sandbox.webhooks() == []
    assert stripe_sandbox.account.settings.clock_offset == 0
    assert stripe_sandbox.account.settings.retry_delays == before


def test_two_sandboxes_share_nothing(stripe_sandbox, stripe_client):
    other = Sandbox(keys=Keys("sk_test_sandbox_other", "whsec_sandbox_other"))

    stripe_client.v1.customers.create({"name": "A"})

    assert other.objects("customer") == []
    assert other.base != stripe_sandbox.base
    other.close()
