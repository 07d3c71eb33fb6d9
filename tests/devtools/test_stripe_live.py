"""The suite against Stripe itself: only with a key that cannot move money, only if asked."""

import os
import subprocess
import sys

import pytest

from devtools.paths import ROOT
from devtools.pytest_stripe_live import REHEARSAL, VARIABLE, refusal
from devtools.stripe_sandbox.account import Keys
from devtools.stripe_sandbox.sandbox import Sandbox
from tests.databases import url_of_this_database

ONE = "tests/stripe_live/test_one_gift.py::test_the_same_order_is_one_page"


@pytest.mark.parametrize(
    "key",
    [
        "sk_live_x",
        "rk_live_x",
        "sk_test_sandbox_x",
        "pk_test_x",
        "whsec_x",
        " sk_test_x",
    ],
)
def test_a_key_that_is_not_stripes_for_tests_is_refused(key):
    assert VARIABLE in refusal(key)
    assert key not in refusal(key)


@pytest.mark.parametrize("key", ["sk_test_x", "rk_test_x"])
def test_a_test_key_may_be_used(key):
    assert refusal(key) == ""


@pytest.mark.parametrize(
    "base", ["http://stripe.example", "https://api.stripe.com", "127.0.0.1:8002"]
)
def test_a_rehearsal_stays_on_this_machine(base):
    assert REHEARSAL in refusal("sk_test_x", base)
    assert refusal("sk_test_x", "http://127.0.0.1:8002") == ""


@pytest.fixture
def played():
    """A sandbox that passes for Stripe: its key looks like one of Stripe's for tests."""
    made = Sandbox(keys=Keys("sk_test_rehearsal", "whsec_sandbox_rehearsal"))
    yield made
    made.close()


@pytest.mark.slow
def test_every_scenario_runs_when_the_sandbox_plays_stripe(db, played):
    """All but one, which pays a declined intent anew without a page."""
    command = [sys.executable, "-m", "pytest", "tests/stripe_live", "-m", "stripe_live"]
    said = subprocess.run(
        [*command, "-q", "-n", "0", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url_of_this_database().replace("/test_", "/rehearsal_", 1),
            VARIABLE: played.secret_key,
            REHEARSAL: played.base,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,  # the machine may be slow and busy
    ).stdout

    assert "19 passed, 1 skipped" in said, said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "1 skipped"),
        ("sk_live_x", "must begin with sk_test_"),
        ("sk_test_sandbox_x", "key of our own sandbox"),
    ],
)
def test_the_suite_does_not_begin_without_a_test_key(key, says):
    command = [sys.executable, "-m", "pytest", ONE, "-m", "stripe_live", "-q"]
    said = subprocess.run(
        [*command, "-p", "no:cacheprovider", "-rs"],
        cwd=ROOT,
        env={**os.environ, VARIABLE: key},
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert says in said
    assert " passed" not in said


@pytest.mark.slow
def test_the_suite_is_left_out_unless_asked_for():
    said = subprocess.run(
        [sys.executable, "-m", "pytest", ONE, "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, VARIABLE: "sk_live_x"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert "1 deselected" in said
