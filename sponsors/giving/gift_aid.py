"""The UK's Gift Aid declaration: asked for only where the tax scheme is the UK's.

Wording: HMRC, "Gift Aid declaration for multiple donations"
(https://www.gov.uk/guidance/gift-aid-declarations-claiming-tax-back-on-donations).
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

UK = "uk"


def is_asked_for() -> bool:
    return settings.TAX_SCHEME == UK


def wording(recipient: str) -> str:
    """Return what a donor declares, word for word as it is kept with the gift."""
    return gettext(
        "I want to Gift Aid my donation and any donations I make in the future to "
        "%(recipient)s. I am a UK taxpayer and understand that if I pay less Income Tax "
        "and/or Capital Gains Tax than the amount of Gift Aid claimed on all my donations "
        "in that tax year it is my responsibility to pay any difference."
    ) % {"recipient": recipient}


def declaration(*, name: str, address: str) -> dict[str, str]:
    """Return a declaration as it is signed now."""
    return {
        "wording": wording(settings.ORGANIZATION_NAME),
        "name": name,
        "address": address,
        "signed_at": timezone.now().isoformat(),
    }
