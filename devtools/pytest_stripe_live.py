"""pytest plugin: opens the way to Stripe for tests/stripe_live, with a test key only."""

import os

import pytest

from devtools.paths import ROOT

LIVE = ROOT / "tests" / "stripe_live"
VARIABLE = "STRIPE_LIVE_TEST_KEY"
OWN = "sk_test_sandbox_"
TEST = ("sk_test_", "rk_test_")


def refusal(key: str) -> str:
    """Return why no test may use this key, "" if tests may; the key is never repeated."""
    if key.startswith(OWN):
        return f"{VARIABLE} is the key of our own sandbox: it is no key of Stripe's."
    if not key.startswith(TEST):
        return f"{VARIABLE} must begin with sk_test_ or rk_test_: no test moves money."
    return ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    key = os.environ.get(VARIABLE, "")
    for item in items:
        if LIVE not in item.path.parents:
            continue
        item.add_marker("stripe_live")
        if not key:
            item.add_marker(pytest.mark.skip(reason=f"{VARIABLE} is not set"))
        elif not refusal(key):
            item.add_marker("enable_socket")
