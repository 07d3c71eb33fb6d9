"""Mails to members: text and HTML from the same facts, and how many of them are sent.

``template`` is the beginning of a path: ``<template>_subject.txt``, ``_message.txt`` and,
where links need words, ``_message.html``; without it the text is shown as HTML.
A subject line is seen by others: it never says what somebody is ill with.
"""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from portal.accounts.models import User

Key = TypeVar("Key")

log = logging.getLogger(__name__)

PERMANENT = 500  # SMTP answers from here on are final


def send_to(member: User, template: str, context: Mapping[str, object]) -> None:
    """Send one mail by itself; what the mail server has against it is raised."""
    build(member, template, context).send()


def build(
    member: User,
    template: str,
    context: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """Return a mail to a member that nobody's automatic answer should answer."""
    site = {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "member": member,
    }
    facts = {**site, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", facts).split())
    text = render_to_string(f"{template}_message.txt", facts)
    as_html = render_to_string(
        [f"{template}_message.html", "forums/mail/plain.html"],
        {**facts, "subject": subject, "text": text},
    )
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[member.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",  # what Outlook heeds instead
            **(headers or {}),
        },
    )
    mail.attach_alternative(as_html, "text/html")
    return mail


def list_headers(name: str, unsubscribe: str) -> dict[str, str]:
    """Return what marks the mails of a list, with the one-click address of RFC 8058."""
    return {
        "List-Id": f"<{name}.{host()}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "list",
    }


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def send_each(
    mails: Iterable[tuple[Key, EmailMultiAlternatives]],
) -> Iterator[tuple[Key, bool]]:
    """Send over one connection; yield each key once the mail is sent (True) or hopeless.

    What is not yielded is to be tried again: the server was busy, or is gone.
    """
    connection = get_connection()
    try:
        connection.open()
        for key, mail in mails:
            mail.connection = connection
            decided = _send(mail)
            if decided is not None:
                yield key, decided
    except OSError as problem:
        log.warning("The mail server is gone (%s); mails wait.", type(problem).__name__)
    finally:
        connection.close()


def _send(mail: EmailMultiAlternatives) -> bool | None:
    """Return True when sent, False when it never can be, None when it may work later."""
    try:
        mail.send()
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _words in refusal.recipients.values()]
        log.warning("The mail server refused a recipient: %s.", codes)
        return False if min(codes) >= PERMANENT else None
    except SMTPResponseException as answer:
        log.warning("The mail server refused a mail: %s.", answer.smtp_code)
        return None
    except ValueError:
        log.exception("A mail cannot be written as it should.")
        return False
    return True
