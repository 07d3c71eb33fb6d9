"""Sending notices: each by the function registered for its kind, at least once.

Jobs that run side by side send one mail: who does not get the lock of a notice leaves it to
the other. A worker killed between the mail server's yes and the mark sends the same words
again, with the same receipt number.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from sponsors.models import Invoice, Notice, Receipt
from sponsors.telling import gift_mails, plan_mails, sponsor_mails, staff_mails
from sponsors.telling.emails import NobodyToTell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

Kind = Notice.Kind

# A job tries for about three hours.
GIVEN_UP_AFTER = dt.timedelta(hours=4)
TOO_OLD = dt.timedelta(days=30)


# Kinds that nobody writes are kept, unsent.
WRITERS: dict[Kind, Callable[[Notice], None]] = {
    **gift_mails.WRITERS,
    **plan_mails.WRITERS,
    **sponsor_mails.WRITERS,
    **staff_mails.WRITERS,
}
LOCK = (
    0x6E6F << 48
)  # of all advisory locks those of notices; the rest is the notice's id


def send(notice_id: int) -> None:
    """Mail a notice and mark it; not within a transaction, a mail server may be slow."""
    with _alone(notice_id) as is_mine:
        notice = _waiting(notice_id) if is_mine else None
        if notice:
            _mail(notice)


def _waiting(notice_id: int) -> Notice | None:
    """Return the notice with all that a writer needs, unless it was sent."""
    found = Notice.objects.filter(pk=notice_id, sent_at=None, kind__in=WRITERS)
    return found.select_related(
        "payment__donation__user",
        "payment__sponsorship__sponsor",
        "payment__plan",
        "plan__donation__user",
        "plan__sponsorship__sponsor",
        "receipt",
        "invoice",
    ).first()


def _mail(notice: Notice) -> None:
    now = timezone.now()
    try:
        WRITERS[Kind(notice.kind)](notice)
    except NobodyToTell:
        Notice.objects.filter(pk=notice.pk).update(sent_at=now)
        return
    Notice.objects.filter(pk=notice.pk).update(sent_at=now)
    if notice.kind == Kind.RECEIPT:
        Receipt.objects.filter(notices=notice, sent_at=None).update(sent_at=now)
    if notice.kind == Kind.INVOICE:
        Invoice.objects.filter(notices=notice, sent_at=None).update(sent_at=now)


@contextmanager
def _alone(notice_id: int) -> Iterator[bool]:
    """Tell whether nobody else is at a notice now; a killed worker's lock goes with it.

    A lock of the connection: a row's would hold a transaction open while mail is sent.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK + notice_id])
        [is_mine] = cursor.fetchone()
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK + notice_id])


def left_over() -> QuerySet[Notice, int]:
    """Return the ids of notices that no job is sending any more."""
    now = timezone.now()
    late = Q(created_at__lt=now - GIVEN_UP_AFTER, created_at__gt=now - TOO_OLD)
    return Notice.objects.filter(late, sent_at=None).values_list("pk", flat=True)
