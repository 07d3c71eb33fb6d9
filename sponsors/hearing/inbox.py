"""The inbox: events are kept as they came, then read by the worker, each exactly once.

Stripe gets its 200 when an event is kept, and will not send it again: whatever goes wrong
afterwards is the sweeper's to repair (event_reading.py).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from portal import jobs
from sponsors.hearing import fetching, inbox_tasks
from sponsors.models import StripeEvent

if TYPE_CHECKING:
    from sponsors import remote

Status = StripeEvent.Status
# The job begins at once; the sweeper looks after what it left.
SWEEP_AFTER = dt.timedelta(minutes=1)

# One call of the database keeps the event and sees to it that a reader waits: one job for
# all events of a burst, ahead of mails (migration 0012).
KEEP = "SELECT sponsors_keep_event(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def keep(event: remote.Event) -> int | None:
    """Keep an event and have it read; return its number, None if it was here before."""
    now = timezone.now()
    status = Status.NEW if event.type in fetching.HANDLERS else Status.IGNORED
    row = (event.id, event.type, event.api_version, event.livemode, event.created)
    times = (now, now + SWEEP_AFTER)
    reader = inbox_tasks.read_fresh.name
    values = (*row, event.body, status.value, *times, reader)
    # No question beforehand whether the connection lives, which takes as long as a commit:
    # the call itself tells, and made twice it keeps the event once.
    connection.health_check_done = True  # type: ignore[attr-defined]  # no stub has it
    try:
        return _keep(values)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _keep(values)


def _keep(values: tuple[Any, ...]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)
        number: int | None = cursor.fetchone()[0]
    return number


@transaction.atomic
def retry(*, event: StripeEvent) -> int:
    """Have an event that waits or was given up read at once, as often as a new one.

    Returns 1, or 0 for what needs no second reading.
    """
    unread = StripeEvent.objects.filter(
        pk=event.pk, status__in=(Status.NEW, Status.DEAD)
    )
    changed = unread.update(
        status=Status.NEW, attempts=0, next_attempt_at=timezone.now()
    )
    if changed:
        jobs.enqueue(inbox_tasks.read_event, event_number=event.pk)
    return changed
