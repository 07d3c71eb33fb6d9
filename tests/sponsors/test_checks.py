"""Keys, secrets and addresses that do not belong together stop the portal (case 93)."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from sponsors.checks import refuse_unsafe

LIVE = {"STRIPE_SECRET_KEY": "sk_live_51abc"}
RESTRICTED = {"STRIPE_SECRET_KEY": "rk_live_51abc"}
TEST = {"STRIPE_SECRET_KEY": "sk_test_51abc"}
PLAY = {"STRIPE_SECRET_KEY": "sk_test_sandbox_abc"}
NO_KEY = {"STRIPE_SECRET_KEY": ""}
SECRET = {"STRIPE_WEBHOOK_SECRETS": ["whsec_0123456789abcdef0123"]}
PLAY_SECRET = {"STRIPE_WEBHOOK_SECRETS": ["whsec_sandbox_0123456789abc"]}
NO_SECRET = {"STRIPE_WEBHOOK_SECRETS": []}
HERE = {"STRIPE_API_BASE": "http://127.0.0.1:8001"}
THERE = {"STRIPE_API_BASE": "http://sandbox.example.org"}
AT_STRIPE = {"STRIPE_API_BASE": ""}
PRODUCTION, DEVELOPMENT = "production", "development"

MATRIX = [
    (PRODUCTION, AT_STRIPE, LIVE, SECRET, []),
    (PRODUCTION, AT_STRIPE, RESTRICTED, SECRET, []),
    (PRODUCTION, AT_STRIPE, NO_KEY, NO_SECRET, []),
    (PRODUCTION, HERE, PLAY, PLAY_SECRET, [1, 5]),
    (PRODUCTION, AT_STRIPE, TEST, SECRET, [5]),
    (PRODUCTION, AT_STRIPE, PLAY, SECRET, [4, 5]),
    (PRODUCTION, AT_STRIPE, LIVE, PLAY_SECRET, [7]),
    (PRODUCTION, AT_STRIPE, LIVE, NO_SECRET, [7]),
    (PRODUCTION, HERE, NO_KEY, NO_SECRET, [1, 3]),
    (PRODUCTION, THERE, LIVE, SECRET, [1, 2, 3]),
    (DEVELOPMENT, HERE, LIVE, PLAY_SECRET, [3, 6]),
    (DEVELOPMENT, HERE, TEST, PLAY_SECRET, [3]),
    (DEVELOPMENT, THERE, PLAY, PLAY_SECRET, [2]),
    (DEVELOPMENT, HERE, PLAY, PLAY_SECRET, []),
    (DEVELOPMENT, AT_STRIPE, TEST, SECRET, []),
    (DEVELOPMENT, AT_STRIPE, LIVE, SECRET, [6]),
    (DEVELOPMENT, AT_STRIPE, NO_KEY, NO_SECRET, []),
    ("test", HERE, PLAY, PLAY_SECRET, []),
]


@pytest.fixture(autouse=True)
def _organization(settings):
    settings.TAX_SCHEME = "none"
    settings.ORGANIZATION_NAME = "The Portal"
    settings.ORGANIZATION_ADDRESS = "1 Bone Street"


def set_up(settings, environment, *parts):
    settings.ENVIRONMENT = environment
    for part in parts:
        for name, value in part.items():
            setattr(settings, name, value)


@pytest.mark.parametrize(("environment", "base", "key", "secrets", "expected"), MATRIX)
def test_what_does_not_belong_together_is_an_error(
    settings, environment, base, key, secrets, expected
):
    set_up(settings, environment, base, key, secrets)

    found = run_checks(tags=["stripe"])

    assert [error.id for error in found] == [f"sponsors.E00{n}" for n in expected]
    assert all(error.hint for error in found)


def test_a_web_server_does_not_start_with_an_error(settings):
    set_up(settings, PRODUCTION, HERE, PLAY, PLAY_SECRET)

    with pytest.raises(ImproperlyConfigured, match=r"sponsors\.E001"):
        refuse_unsafe()


def test_a_web_server_starts_without_stripe(settings):
    set_up(settings, PRODUCTION, AT_STRIPE, NO_KEY, NO_SECRET)

    refuse_unsafe()


@pytest.mark.parametrize(
    "secret", ["whsec_short", "not-a-secret-0123456789abcdef", "sk_live_0123456789abcd"]
)
def test_a_weak_secret_is_an_error(settings, secret):
    """Case 23, at start."""
    set_up(settings, PRODUCTION, AT_STRIPE, LIVE)
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_0123456789abcdef0123", secret]

    assert [error.id for error in run_checks(tags=["stripe"])] == ["sponsors.E007"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIVING_LIMITS", {"usd": (500,)}),
        ("GIVING_LIMITS", {"usd": (500, 400)}),
        ("GIVING_LIMITS", {"usd": (0, 400)}),
        ("REFUND_ALONE_UP_TO", {"usd": (1, 2)}),
    ],
)
def test_limits_that_make_no_sense_are_an_error(settings, name, value):
    setattr(settings, name, value)

    assert [error.id for error in run_checks(tags=["stripe"])] == ["sponsors.E008"]


def test_production_does_not_take_money_in_nobodys_name(settings):
    set_up(settings, PRODUCTION, AT_STRIPE, LIVE, SECRET)
    settings.ORGANIZATION_ADDRESS = ""

    assert [error.id for error in run_checks(tags=["stripe"])] == ["sponsors.E009"]
