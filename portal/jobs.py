"""The one door to background work: ``task``, ``enqueue`` and ``every``.

A job is a row of PostgreSQL. ``enqueue`` writes it in the transaction of the change that
causes it: both happen or neither does, and a crash in between loses nothing. Jobs live in
the ``tasks.py`` of each app, carry ids only, and **may run twice or side by side** (a worker
can die after the work and before the note of it), so each looks at the database first.
"""

import datetime
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

P = ParamSpec("P")

# Eight more tries over about three hours, each wait three times the last.
RETRY = RetryStrategy(max_attempts=8, wait=10, exponential_wait=3)

# Workers report every ten seconds; one that is silent for this long is gone.
SILENCE = datetime.timedelta(seconds=60)
KEPT_FOR = datetime.timedelta(days=7)

# A worker swaps the app's connector for its own, outside Django's transaction. Jobs
# caused by jobs must be as transactional as all others.
_queue = JobManager(DjangoConnector())

# What procrastinate's manager calls, too, after a translation that takes as long again.
DEFER = """
SELECT procrastinate_defer_jobs_v1(
    ARRAY[ROW(%s, %s, %s, NULL, NULL, %s::jsonb, NULL)]::procrastinate_job_to_defer_v1[]
)
"""


class OutsideTransaction(RuntimeError):
    """A job was enqueued with no transaction open, so a crash could lose it."""


def task(function: Callable[P, None]) -> Task[P, None, P]:
    """Make a function a job that is tried again, with growing waits, when it raises."""
    return app.task(name=name_of(function), retry=RETRY)(function)


def name_of(function: Callable[..., None]) -> str:
    """Return ``app.function``: what waits finds its work after a move within the app.

    Two jobs of one app cannot have one name; the second is refused when it is made.
    """
    return f"{function.__module__.partition('.')[0]}.{function.__name__}"


def enqueue(task: Task[P, None, P], /, **ids: int) -> None:
    """Have the worker call ``task(**ids)`` once this transaction is committed.

    Raises OutsideTransaction without an open transaction (``on_commit`` included), and
    TypeError for arguments that the task does not take or that are not ids: what is said
    about a person belongs in tables that know how to forget.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(
            f"enqueue({task.name}) belongs inside the transaction.atomic() block of the "
            "change that causes it."
        )
    inspect.signature(task.func).bind(**ids)
    for name, value in ids.items():
        if type(value) is not int:
            raise TypeError(f"{name} must be an id (int), not {type(value).__name__}.")
    job = (task.queue, task.name, task.priority, json.dumps(ids))
    with connection.cursor() as cursor:
        cursor.execute(DEFER, job)


def every(cron: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Run a function of no arguments at the times of a cron line (UTC)."""

    def schedule(function: Callable[[], None]) -> Callable[[], None]:
        def run(timestamp: int) -> None:  # noqa: ARG001 -- which tick; told to every job
            function()

        app.periodic(cron=cron)(app.task(name=name_of(function), retry=RETRY)(run))
        return function

    return schedule


@dataclass(frozen=True, slots=True)
class Health:
    """How background work is doing; ``worker_age`` is None if no worker ever reported."""

    worker_age: datetime.timedelta | None
    waiting: int
    failed: int

    @property
    def is_alive(self) -> bool:
        return self.worker_age is not None and self.worker_age < SILENCE


def health() -> Health:
    """Return the age of the youngest worker's last sign, and what waits or failed."""
    now = timezone.now()
    last = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    due = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=now)
    return Health(
        worker_age=None if last is None else now - last,
        waiting=ProcrastinateJob.objects.filter(due, status=Status.TODO.value).count(),
        failed=ProcrastinateJob.objects.filter(status=Status.FAILED.value).count(),
    )


def stalled() -> QuerySet[ProcrastinateJob]:
    """Jobs that a worker began and can no longer finish, because it is gone."""
    gone = Q(worker__isnull=True) | Q(
        worker__last_heartbeat__lt=timezone.now() - SILENCE
    )
    return ProcrastinateJob.objects.filter(gone, status=Status.DOING.value)


def retry_stalled() -> None:
    """Begin stalled jobs again; one that keeps killing its worker is given up."""
    for job in stalled():
        if job.attempts >= (RETRY.max_attempts or 0):
            async_to_sync(_queue.finish_job_by_id_async)(job.pk, Status.FAILED, False)
        else:
            retry(job)


def retry(job: ProcrastinateJob) -> None:
    """Put a stalled or failed job back into the queue."""
    _queue.retry_job_by_id(job.pk, timezone.now())


def purge_finished() -> None:
    """Delete finished jobs a week later: even ids say who did what."""
    async_to_sync(_queue.delete_old_jobs)(
        nb_hours=int(KEPT_FOR.total_seconds() // 3600),
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
