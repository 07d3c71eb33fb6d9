"""Background work: in the transaction or not at all, ids only, tried again, purged."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskAlreadyRegistered

from portal import jobs, tasks

done = []


@jobs.task
def note(first_id: int, second_id: int = 0) -> None:
    done.append((first_id, second_id))


def waiting():
    return list(
        ProcrastinateJob.objects.order_by("pk").values_list(
            "task_name", "args", "status"
        )
    )


def put_into(status, *, worker_silent_for=None, attempts=0, age_in_days=0):
    """Make a job as a worker would have left it; return it."""
    with connection.cursor() as cursor:
        worker = None
        if worker_silent_for is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - %s) RETURNING id",
                [datetime.timedelta(seconds=worker_silent_for)],
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, attempts,"
            " worker_id) VALUES ('x', 'default', %s, %s, %s) RETURNING id",
            [status, attempts, worker],
        )
        job = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at)"
            " VALUES (%s, 'started', now() - %s)",
            [job, datetime.timedelta(days=age_in_days)],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s",
            [datetime.timedelta(days=age_in_days), job],
        )
    return ProcrastinateJob.objects.get(pk=job)


def test_a_name_says_app_and_function_so_that_modules_can_move():
    assert note.name == "tests.note"

    with pytest.raises(TaskAlreadyRegistered):
        jobs.task(note.func)


@pytest.mark.django_db(transaction=True)
def test_commit_leaves_one_job():
    with transaction.atomic():
        jobs.enqueue(note, first_id=7)

    assert waiting() == [(note.name, {"first_id": 7}, "todo")]


@pytest.mark.django_db(transaction=True)
def test_rollback_leaves_no_job():
    with transaction.atomic():
        jobs.enqueue(note, first_id=7)
        transaction.set_rollback(True)

    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_enqueued():
    with pytest.raises(jobs.OutsideTransaction):
        jobs.enqueue(note, first_id=7)

    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_on_commit_is_no_place_for_jobs():
    with pytest.raises(jobs.OutsideTransaction), transaction.atomic():
        transaction.on_commit(lambda: jobs.enqueue(note, first_id=7))


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["jane@example.org", 1.5, None, True, [1], {"a": 1}])
def test_anything_but_an_id_is_refused(value):
    with pytest.raises(TypeError, match="first_id must be an id"):
        jobs.enqueue(note, first_id=value)

    assert waiting() == []


@pytest.mark.django_db
@pytest.mark.parametrize("ids", [{}, {"first_id": 1, "unknown_id": 2}])
def test_arguments_must_fit_the_task(ids):
    with pytest.raises(TypeError):
        jobs.enqueue(note, **ids)


@pytest.mark.django_db
def test_a_job_waits_as_procrastinate_itself_would_have_it():
    with transaction.atomic():
        jobs.enqueue(note, first_id=2**40)
    note.defer(first_id=2**40)

    ours, theirs = ProcrastinateJob.objects.order_by("pk").values(
        "task_name", "queue_name", "priority", "lock", "queueing_lock", "args",
        "status", "scheduled_at", "attempts",
    )  # fmt: skip
    assert ours == theirs


def test_a_task_is_still_a_function():
    note(3, 4)

    assert done.pop() == (3, 4)


def test_a_failing_job_is_tried_eight_more_times_with_growing_waits():
    waits = [jobs.RETRY.wait + jobs.RETRY.exponential_wait ** (n + 1) for n in range(8)]

    assert note.retry_strategy is jobs.RETRY
    assert jobs.RETRY.max_attempts == 8
    assert waits[0] == 13
    assert sum(waits) == pytest.approx(2.76 * 3600, rel=0.01)


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, 120])
def test_a_job_whose_worker_is_gone_is_begun_again(silent_for):
    job = put_into("doing", worker_silent_for=silent_for)

    tasks.retry_stalled_jobs()

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at <= timezone.now()


@pytest.mark.django_db
def test_a_job_that_is_being_done_is_left_alone():
    job = put_into("doing", worker_silent_for=5)

    tasks.retry_stalled_jobs()

    job.refresh_from_db()
    assert job.status == "doing"


@pytest.mark.django_db
def test_a_job_that_keeps_killing_workers_is_given_up():
    job = put_into("doing", attempts=8)

    tasks.retry_stalled_jobs()

    job.refresh_from_db()
    assert job.status == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled", "aborted"])
def test_finished_jobs_are_forgotten_after_a_week(status):
    put_into(status, age_in_days=8)
    young = put_into(status, age_in_days=6)

    tasks.purge_finished_jobs()

    assert list(ProcrastinateJob.objects.all()) == [young]


@pytest.mark.django_db
def test_waiting_jobs_are_never_purged():
    put_into("todo", age_in_days=30)

    tasks.purge_finished_jobs()

    assert len(waiting()) == 1


@pytest.mark.django_db
def test_health_without_a_worker():
    put_into("todo")
    put_into("failed")

    assert jobs.health() == jobs.Health(worker_age=None, waiting=1, failed=1)
    assert not jobs.health().is_alive


@pytest.mark.django_db
@pytest.mark.parametrize(("silent_for", "alive"), [(5, True), (61, False)])
def test_health_tells_a_live_worker_from_a_dead_one(silent_for, alive):
    put_into("doing", worker_silent_for=silent_for)

    assert jobs.health().is_alive is alive


def test_upkeep_is_scheduled():
    registry = jobs.app.periodic_registry.periodic_tasks

    assert {(task.cron, name) for (name, _), task in registry.items()} >= {
        ("* * * * *", "portal.retry_stalled_jobs"),
        ("17 3 * * *", "portal.purge_finished_jobs"),
        ("27 3 * * *", "portal.clear_expired_sessions"),
    }


@pytest.mark.django_db
def test_expired_sessions_are_swept():
    Session.objects.create(
        session_key="old", expire_date=timezone.now() - datetime.timedelta(days=1)
    )
    Session.objects.create(
        session_key="new", expire_date=timezone.now() + datetime.timedelta(days=1)
    )

    tasks.clear_expired_sessions()

    assert [one.session_key for one in Session.objects.all()] == ["new"]
