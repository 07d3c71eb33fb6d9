"""Jobs that behave as badly as jobs can, for tests/portal/test_worker.py."""

import datetime
import time

from django.core.cache import cache
from django.db import transaction

from portal import jobs


def be_impatient():
    """Production waits a minute for a silent worker; workers report every ten seconds."""
    jobs.SILENCE = datetime.timedelta(seconds=15)


@jobs.task
def hang_the_first_time(row_id: int) -> None:
    """Begin and never end, as if the power went; done at once the second time."""
    if cache.add(f"begun-{row_id}", value=True):
        time.sleep(600)
    cache.set(f"done-{row_id}", value=True)


@jobs.task
def enqueue_more(row_id: int) -> None:
    """Cause one job in a transaction that is rolled back, and one that is kept.

    The one that is kept is marked as begun: it would hang the worker that runs it.
    """
    cache.set(f"begun-{row_id + 1}", value=True)
    with transaction.atomic():
        jobs.enqueue(hang_the_first_time, row_id=row_id)
        transaction.set_rollback(True)
    with transaction.atomic():
        jobs.enqueue(hang_the_first_time, row_id=row_id + 1)
