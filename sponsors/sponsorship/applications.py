"""What an organization fills in when it applies, and whether it was said before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.files.base import ContentFile, File

    from sponsors.models import Sponsorship

ORGANIZATION = (
    "website", "about", "billing_name", "billing_address", "country", "vat_id",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """What a sponsor filled in. There is no price in it: that is the tier's."""

    name: str
    website: str
    interval: str
    contact_name: str = ""
    about: str = ""
    billing_name: str = ""
    billing_address: str = ""
    country: str = ""
    vat_id: str = ""
    logo: ContentFile | None = None
    logo_alt: str = ""
    url: str = ""

    @property
    def leads_to(self) -> str:
        """Return where the logo leads."""
        return self.url or self.website


def says(application: Application, made: Sponsorship) -> bool:
    """Whether a sponsorship stands as this application would make it."""
    same = all(
        getattr(made.sponsor, name) == getattr(application, name)
        for name in ORGANIZATION
    )
    words = (application.interval, application.logo_alt, application.leads_to)
    return (
        same
        and (made.interval, made.logo_alt, made.url) == words
        and _pixels(made.logo) == _pixels(application.logo)
    )


def _pixels(logo: File[bytes] | None) -> bytes:
    """Return the bytes of a logo; both were written anew, so the same picture has the same."""
    if not logo:
        return b""
    with logo.open("rb") as opened:
        return bytes(opened.read())
