"""Reading events: fetch what they speak of, then write it down and mark them, all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from sponsors.hearing import applying, fetching
from sponsors.hearing.applying import NotOurs
from sponsors.models import Notice, StripeEvent
from sponsors.telling import notices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from sponsors.hearing.applying.everything import Thing

log = logging.getLogger(__name__)

Status = StripeEvent.Status
MOST_ATTEMPTS = 12
FIRST_WAIT = dt.timedelta(seconds=15)  # doubled each time
LONGEST_WAIT = dt.timedelta(hours=6)
SECOND_LOOK = 1  # second
PORTION = 100


def read(number: int, *, at_once: bool = False) -> None:
    """Read one waiting event; what goes wrong is kept with it, for the next attempt.

    Nothing happens if another worker is at it or its next attempt has not come;
    ``at_once`` does not wait for it.
    """
    event = _claim(number, at_once=at_once)
    if event is None:
        return
    try:
        asked_at = timezone.now()
        found = json.loads(bytes(event.body))["data"]["object"]
        things = fetching.HANDLERS[event.type](found)
        _finish(number, things, asked_at)
    except NotOurs:
        StripeEvent.objects.filter(pk=number, status=Status.NEW).update(
            status=Status.IGNORED, error="Of another system."
        )
    except Exception as error:
        # A poisonous event must not keep the others from being read.
        log.exception("Event %s (%s) could not be read", event.event_id, event.type)
        StripeEvent.objects.filter(pk=number).update(error=repr(error)[:2000])


def _claim(number: int, *, at_once: bool) -> StripeEvent | None:
    """Count an attempt before it begins: one that kills its worker is counted, too."""
    with transaction.atomic():
        event = StripeEvent.objects.select_for_update().filter(pk=number).first()
        if event is None or event.status != Status.NEW:
            return None
        is_due = event.attempts == 0 or event.next_attempt_at <= timezone.now()
        if not (is_due or at_once):
            return None
        if event.attempts >= MOST_ATTEMPTS:
            _give_up(event)
            return None
        event.attempts += 1
        wait = min(FIRST_WAIT * 2 ** (event.attempts - 1), LONGEST_WAIT)
        event.next_attempt_at = timezone.now() + wait
        event.save(update_fields=["attempts", "next_attempt_at"])
    return event


def _give_up(event: StripeEvent) -> None:
    event.status = Status.DEAD
    event.save(update_fields=["status"])
    notices.write(Notice.Kind.DEAD_EVENT, event.event_id)


@transaction.atomic
def _finish(number: int, things: Sequence[Thing], asked_at: dt.datetime) -> None:
    """Write the facts and mark the event, both or neither."""
    event = StripeEvent.objects.select_for_update().get(pk=number)
    if event.status != Status.NEW:
        return
    with transaction.atomic():
        applying.apply(things, asked_at=asked_at)
    event.status, event.error = Status.DONE, ""
    event.save(update_fields=["status", "error"])


def read_fresh() -> None:
    """Read what nobody tried to read yet, until nothing more comes.

    An event that was being written while this began relied on it: hence the second look,
    later than any such transaction lasts. What it misses all the same is the sweeper's.
    """
    _read_untried()
    time.sleep(SECOND_LOOK)
    _read_untried()


def _read_untried() -> None:
    untried = StripeEvent.objects.filter(status=Status.NEW, attempts=0)
    oldest_first = untried.order_by("created", "pk").values_list("pk", flat=True)
    while numbers := list(oldest_first[:PORTION]):
        for number in numbers:
            read(number)


def due() -> QuerySet[StripeEvent, int]:
    """Return the numbers of events whose next attempt has come, oldest first."""
    waiting = StripeEvent.objects.filter(
        status=Status.NEW, next_attempt_at__lte=timezone.now()
    )
    return waiting.order_by("created", "pk").values_list("pk", flat=True)


def read_all_new() -> None:
    """Read everything that waits, due or not, in the order in which it happened."""
    waiting = StripeEvent.objects.filter(status=Status.NEW)
    for number in list(waiting.order_by("created", "pk").values_list("pk", flat=True)):
        read(number, at_once=True)
