"""A worker as `manage.py procrastinate worker` starts it, with jobs that only tests need.

Run with the arguments of `procrastinate worker`.
"""

import datetime
import sys
import time

import django

django.setup()

from django.core.cache import cache  # noqa: E402  needs the set-up above
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from portal import jobs  # noqa: E402


@jobs.task
def hang_the_first_time(row_id: int) -> None:
    """Begin and never end, as if the power went; done at once the second time."""
    if cache.add(f"begun-{row_id}", value=True):
        time.sleep(600)
    cache.set(f"done-{row_id}", value=True)


@jobs.task
def enqueue_more(row_id: int) -> None:
    """Cause one job in a transaction that is rolled back, and one that is kept.

    The second hangs in no test: a one-shot worker would, so it is marked as begun.
    """
    cache.set(f"begun-{row_id + 1}", value=True)
    with transaction.atomic():
        jobs.enqueue(hang_the_first_time, row_id=row_id)
        transaction.set_rollback(True)
    with transaction.atomic():
        jobs.enqueue(hang_the_first_time, row_id=row_id + 1)


if __name__ == "__main__":
    # Production waits a minute for a silent worker; workers report every ten seconds.
    jobs.SILENCE = datetime.timedelta(seconds=15)
    call_command("procrastinate", "worker", *sys.argv[1:])
