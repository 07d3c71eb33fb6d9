"""What the accounts write to their members; one function a mail, named like its template."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from portal.accounts.models import ProfessionalVerification, User


def professional(verification: ProfessionalVerification, news: str) -> None:
    """Say that a verification was given ("verified"), is "ending" or has "ended"."""
    _send(
        f"professional_{news}",
        verification.user.email,
        {"verification": verification, "handle": verification.user.handle},
    )


def professional_withdrawn(user: User) -> None:
    _send("professional_withdrawn", user.email, {"handle": user.handle})


def farewell(address: str, *, kept_words: bool) -> None:
    """Say good-bye to an address that is stored nowhere any more."""
    _send("farewell", address, {"kept_words": kept_words})


def _send(name: str, address: str, context: dict[str, object]) -> None:
    site = {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }
    subject = render_to_string(f"emails/{name}_subject.txt", site | context)
    send_mail(
        " ".join(subject.split()),
        render_to_string(f"emails/{name}_message.txt", site | context),
        None,
        [address],
    )
