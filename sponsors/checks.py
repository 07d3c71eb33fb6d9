"""System checks: keys, secrets and addresses of Stripe that do not belong together.

They run with every management command (the worker is one) and, by ``refuse_unsafe``, when a
web server starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info
from django.core.exceptions import ImproperlyConfigured

from sponsors.papers import organization, pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.apps import AppConfig

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LIVE = ("sk_live_", "rk_live_")
SANDBOX = "sk_test_sandbox"
SHORTEST_SECRET = 24
SAMPLES = {"Chinese": "王小明", "Japanese": "ゆき", "Korean": "김철수"}

# Number → what is wrong, and what to do.
WRONG = {
    1: ("STRIPE_API_BASE is set in production.", "Unset it: real cards go to Stripe."),
    2: ("STRIPE_API_BASE is not on this machine.", "Use http://127.0.0.1:<port>."),
    3: ("A real Stripe key would be sent to the sandbox.", "Unset STRIPE_API_BASE."),
    4: ("The sandbox's key is set without the sandbox.", "Set STRIPE_API_BASE."),
    5: (
        "Production has no live key.",
        "Set STRIPE_SECRET_KEY to sk_live_… or rk_live_…",
    ),
    6: (
        "A live key is set outside production.",
        "Use a test key: real cards are real.",
    ),
    7: (
        "A webhook secret is missing, too short or the sandbox's.",
        "Set STRIPE_WEBHOOK_SECRETS to the endpoint's whsec_… from Stripe's Dashboard.",
    ),
    8: (
        "GIVING_LIMITS or REFUND_ALONE_UP_TO makes no sense.",
        "A least and a most for each currency (usd 500-2500000); one limit for refunds.",
    ),
    9: (
        "Receipts would not say who received the gift.",
        "Set ORGANIZATION_NAME, ORGANIZATION_ADDRESS and what TAX_SCHEME needs.",
    ),
}


def wrong() -> Iterator[int]:
    """Yield the numbers of what is wrong; nothing of Stripe set means giving is off."""
    key = settings.STRIPE_SECRET_KEY
    is_production = settings.ENVIRONMENT == "production"
    yield from _wrong_address(key, is_production=is_production)
    if is_production and key and not key.startswith(LIVE):
        yield 5
    if not is_production and key.startswith(LIVE):
        yield 6
    if _secrets_are_wrong():
        yield 7
    if _limits_are_wrong():
        yield 8
    if is_production and key and organization.missing():
        yield 9


def _wrong_address(key: str, *, is_production: bool) -> Iterator[int]:
    """The sandbox's key and address belong together, here, and never in production."""
    base = settings.STRIPE_API_BASE
    if base and is_production:
        yield 1
    if base and urlsplit(base).hostname not in LOOPBACK:
        yield 2
    if base and not key.startswith(SANDBOX):
        yield 3
    if not base and key.startswith(SANDBOX):
        yield 4


def _secrets_are_wrong() -> bool:
    secrets = settings.STRIPE_WEBHOOK_SECRETS
    if not secrets:
        return bool(settings.STRIPE_SECRET_KEY)
    return any(
        not secret.startswith("whsec_")
        or len(secret) < SHORTEST_SECRET
        or ("sandbox" in secret and not settings.STRIPE_API_BASE)
        for secret in secrets
    )


def _limits_are_wrong() -> bool:
    limits = settings.GIVING_LIMITS.values()
    return any(len(one) != 2 or not 0 < one[0] <= one[1] for one in limits) or any(
        len(one) != 1 for one in settings.REFUND_ALONE_UP_TO.values()
    )


def configuration(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **_kwargs: object,
) -> list[CheckMessage]:
    return [
        Error(WRONG[number][0], hint=WRONG[number][1], id=f"sponsors.E{number:03}")
        for number in wrong()
    ]


def letters(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    **_kwargs: object,
) -> list[CheckMessage]:
    """Tell who deploys whose names would be boxes; no warning, where nobody has such a name."""
    lacking = [name for name, sample in SAMPLES.items() if pdf.lacks_letters(sample)]
    if not lacking:
        return []
    words = (
        f"No font here has letters for names in {', '.join(lacking)}: PDFs show boxes."
    )
    hint = "apt-get install fonts-noto-cjk, if donors or sponsors have such names."
    return [Info(words, hint=hint, id="sponsors.I001")]


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured where a check would fail: web servers run no checks."""
    found = [f"sponsors.E{number:03}: {' '.join(WRONG[number])}" for number in wrong()]
    if found:
        raise ImproperlyConfigured("\n".join(found))
