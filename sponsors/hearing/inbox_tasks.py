"""Jobs of the inbox: read what came, and sweep up what was left behind."""

from django.db import transaction

from portal import jobs
from sponsors.hearing import event_reading
from sponsors.people import forgetting


@jobs.task
def read_fresh() -> None:
    """Read what came just now; enqueued by the database itself (migration 0012)."""
    event_reading.read_fresh()


@jobs.task
def read_event(event_number: int) -> None:
    event_reading.read(event_number)


@jobs.every("* * * * *")
def sweep_inbox() -> None:
    """Read what is due again; each in a job of its own, so that none holds up the others."""
    with transaction.atomic():
        for number in event_reading.due()[:500]:
            jobs.enqueue(read_event, event_number=number)


@jobs.every("37 4 * * *")
def forget_old_bodies() -> None:
    forgetting.forget_bodies()
