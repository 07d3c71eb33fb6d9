"""Real workers on a real queue: nothing is lost, whatever happens to them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from portal import jobs
from tests.databases import url_of_this_database
from tests.portal.worker_tasks import enqueue_more, hang_the_first_time

ROOT = Path(__file__).resolve().parents[2]
# Seconds: a silent worker, the next sweep, and the start of another, on a busy machine.
PATIENCE = 400

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def start_worker():
    """Start workers on the database of this test; stop all of them at the end."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.portal.worker", *arguments],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url_of_this_database()},
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.2)
    pytest.fail(
        f"not within {PATIENCE} s; jobs: {list(ProcrastinateJob.objects.values())}"
    )


def test_a_job_survives_the_sudden_death_of_its_worker(start_worker):
    with transaction.atomic():
        jobs.enqueue(hang_the_first_time, row_id=1)
    first = start_worker()
    wait_for(lambda: cache.get("begun-1"))

    first.send_signal(signal.SIGKILL)
    first.wait()
    start_worker()

    wait_for(lambda: cache.get("done-1"))
    wait_for(
        lambda: ProcrastinateJob.objects.filter(
            task_name=hang_the_first_time.name, status="succeeded", attempts=2
        ).exists()
    )


def test_jobs_caused_by_jobs_are_as_transactional_as_all_others(start_worker):
    with transaction.atomic():
        jobs.enqueue(enqueue_more, row_id=10)

    assert start_worker("--one-shot").wait(PATIENCE) == 0

    caused = ProcrastinateJob.objects.filter(
        task_name=hang_the_first_time.name
    ).values_list("args", flat=True)
    assert list(caused) == [{"row_id": 11}]


def test_a_worker_that_is_asked_to_stop_finishes_and_leaves(start_worker):
    worker = start_worker()
    wait_for(lambda: jobs.health().is_alive)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
