"""Mails to givers and sponsors: text and HTML from the same facts, papers attached.

``template`` is the beginning of a path below sponsors/mail/: ``_subject.txt``,
``_message.txt``. A subject line is seen by others: it tells neither illness nor amount.
"""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from sponsors.models import Donation
from sponsors.people import forgetting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sponsors.models import Payment, Plan, Sponsorship

log = logging.getLogger(__name__)

PERMANENT = 500  # SMTP answers from here on are final


class NobodyToTell(Exception):
    """There is no address, the address is refused for good, or it is no news any more."""


def send(
    to: Sequence[str],
    template: str,
    context: Mapping[str, object],
    attached: Sequence[tuple[str, bytes]] = (),
) -> None:
    """Send one mail; ``attached`` are names and PDFs. What may pass by waiting is raised."""
    to = [address for address in to if address != forgetting.NOBODY]
    if not to:
        raise NobodyToTell
    mail = build(to, template, context)
    for name, content in attached:
        mail.attach(name, content, "application/pdf")
    try:
        mail.send()
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _words in refusal.recipients.values()]
        log.warning("The mail server refused a recipient: %s.", codes)
        if min(codes) < PERMANENT:
            raise
        raise NobodyToTell from refusal


def build(
    to: Sequence[str], template: str, context: Mapping[str, object]
) -> EmailMultiAlternatives:
    """Return a mail that nobody's automatic answer should answer."""
    facts = {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        **context,
    }
    path = f"sponsors/mail/{template}"
    subject = " ".join(render_to_string(f"{path}_subject.txt", facts).split())
    text = render_to_string(f"{path}_message.txt", facts)
    as_html = render_to_string(
        "sponsors/mail/plain.html", {**facts, "subject": subject, "text": text}
    )
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=list(to),
        reply_to=[settings.CONTACT_EMAIL],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",  # what Outlook heeds instead
        },
    )
    mail.attach_alternative(as_html, "text/html")
    return mail


def page(name: str, *args: object) -> str:
    """Return the full address of a page of ours."""
    return f"{settings.SITE_URL}{reverse(f'sponsors:{name}', args=args)}"


def payers(thing: Payment | Plan) -> list[str]:
    """Return the addresses of those who pay: a giver's, or a sponsor's contacts'."""
    if thing.donation:
        return giver(thing.donation)
    return contacts(thing.sponsorship) if thing.sponsorship else []


def giver(donation: Donation) -> list[str]:
    """Return the address of a giver, as it is now if there is an account."""
    user = donation.user
    address = user.email if user and user.email else donation.email
    return [address] if address else []


def contacts(sponsorship: Sponsorship, *roles: str) -> list[str]:
    """Return the contacts of a sponsor, those of some roles if there are any.

    An address that was only typed is written to where no contact proved theirs.
    """
    every = list(sponsorship.sponsor.contacts.order_by("pk"))
    proved = [one for one in every if one.user_id] or every
    chosen = [one for one in proved if not roles or one.role in roles]
    return [one.email for one in chosen or proved]


def name_of(thing: Payment | Plan | None) -> str:
    donation = thing.donation if thing else None
    return donation.name if donation else ""
