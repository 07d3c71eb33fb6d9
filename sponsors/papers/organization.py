"""Who receives gifts and sends invoices, as it stands on paper."""

from __future__ import annotations

from django.conf import settings


def frozen() -> dict[str, str]:
    """Return what a paper keeps of the organization; it may move or be renamed later."""
    return {
        "name": settings.ORGANIZATION_NAME,
        "address": settings.ORGANIZATION_ADDRESS,
        "tax_id": settings.ORGANIZATION_TAX_ID,
        "charity_number": settings.ORGANIZATION_CHARITY_NUMBER,
        "vat_id": settings.ORGANIZATION_VAT_ID,
        "status": settings.ORGANIZATION_STATUS,
        "email": settings.CONTACT_EMAIL,
    }


def missing() -> list[str]:
    """Return the settings without which no valid receipt can be written."""
    needed = ["ORGANIZATION_NAME", "ORGANIZATION_ADDRESS"]
    if settings.TAX_SCHEME == "us":
        needed.append("ORGANIZATION_TAX_ID")
    if settings.TAX_SCHEME == "uk":
        needed.append("ORGANIZATION_CHARITY_NUMBER")
    return [name for name in needed if not getattr(settings, name)]
