"""`make run` leads the portal to the sandbox, or to Stripe if it was given keys; never halfway."""

import stat

import pytest

from devtools import development, ports, run

STRIPE = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_API_BASE")


@pytest.fixture(autouse=True)
def _own_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(development, "LOCAL", tmp_path)
    monkeypatch.setattr(development, "STRIPE_KEYS", tmp_path / "stripe-keys.json")
    for name in STRIPE:
        monkeypatch.delenv(name, raising=False)


def test_portal_is_led_to_the_sandbox_beside_it():
    given = development.stripe(8000)

    assert given["STRIPE_API_BASE"] == "http://127.0.0.1:8002"
    assert given["STRIPE_SECRET_KEY"].startswith("sk_test_sandbox_")
    assert given["STRIPE_WEBHOOK_SECRETS"].startswith("whsec_sandbox_")


def test_keys_are_made_once_and_private():
    first = development.stripe(8000)

    assert development.stripe(8000) == first
    assert stat.S_IMODE(development.STRIPE_KEYS.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["STRIPE_SECRET_KEY", "STRIPE_API_BASE"])
def test_whoever_has_settings_of_their_own_gets_none_of_ours(monkeypatch, name):
    monkeypatch.setenv(name, "anything")

    assert development.stripe(8000) == {}


def test_sandbox_is_started_only_for_who_uses_it(monkeypatch):
    assert not run.uses_sandbox(8000)

    monkeypatch.setenv("STRIPE_API_BASE", "http://127.0.0.1:8002")

    assert run.uses_sandbox(8000)
    assert not run.uses_sandbox(8100)


def test_three_ports_are_claimed():
    assert list(ports.all_of(8000)) == [8000, 8001, 8002]
    assert ports.sandbox(8000) == 8002
