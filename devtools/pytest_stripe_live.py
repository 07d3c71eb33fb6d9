"""pytest plugin: opens the way to Stripe for tests/stripe_live, with a test key only."""

import os
from urllib.parse import urlsplit

import pytest

from devtools.paths import ROOT

LIVE = ROOT / "tests" / "stripe_live"
VARIABLE = "STRIPE_LIVE_TEST_KEY"
# Names our own sandbox instead of Stripe, to rehearse what it can play.
REHEARSAL = "STRIPE_LIVE_TEST_BASE"
OWN = "sk_test_sandbox_"
TEST = ("sk_test_", "rk_test_")


def refusal(key: str, base: str = "") -> str:
    """Return why no test may use this key, "" if tests may; the key is never repeated."""
    if base and urlsplit(base).hostname != "127.0.0.1":
        return f"{REHEARSAL} names another machine: the key would be sent to it."
    if key.startswith(OWN):
        return f"{VARIABLE} is the key of our own sandbox: it is no key of Stripe's."
    if not key.startswith(TEST):
        return f"{VARIABLE} must begin with sk_test_ or rk_test_: no test moves money."
    return ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    key, base = os.environ.get(VARIABLE, ""), os.environ.get(REHEARSAL, "")
    for item in items:
        if LIVE not in item.path.parents:
            continue
        item.add_marker("stripe_live")
        if not key:
            item.add_marker(pytest.mark.skip(reason=f"{VARIABLE} is not set"))
        elif not base and not refusal(key):
            item.add_marker("enable_socket")
