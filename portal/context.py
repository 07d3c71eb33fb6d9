"""What every template may use: nothing here depends on the visitor."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest | None = None) -> dict[str, str]:
    """Return the site's name, its canonical address, and where people can write."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }
