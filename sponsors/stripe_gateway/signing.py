"""Whether a message really comes from Stripe, and just now."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import stripe

if TYPE_CHECKING:
    from collections.abc import Sequence

TOLERANCE = 300  # seconds, into the past and into the future
SIGNED_AT = re.compile(r"(?:^|,)\s*t=([0-9]{1,12})(?=,|$)")


def is_signed(body: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Tell whether one of the secrets signed this body within the tolerance.

    The library takes timestamps from the future; a message signed for next year could be
    replayed until then. Blank secrets never match: anybody could sign with them.
    """
    if not header.isascii():  # the library compares with it, which only takes ASCII
        return False
    signed_at = SIGNED_AT.findall(header)
    if len(signed_at) != 1 or int(signed_at[0]) > time.time() + TOLERANCE:
        return False
    return any(_is_signed_with(secret, body, header) for secret in secrets if secret)


def _is_signed_with(secret: str, body: bytes, header: str) -> bool:
    try:
        return bool(
            stripe.WebhookSignature.verify_header(
                body.decode(), header, secret, TOLERANCE
            )
        )
    except (ValueError, stripe.SignatureVerificationError):
        return False
