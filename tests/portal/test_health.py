"""What monitors are told."""

import datetime

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal import jobs


@pytest.fixture
def database_is_down():
    """Refuse every query, as a server that went away does."""

    def refuse(execute, sql, params, many, context):
        raise DatabaseError("server closed the connection")

    with connection.execute_wrapper(refuse):
        yield


def sign_of_life(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
            [timezone.now() - datetime.timedelta(seconds=seconds_ago)],
        )


def test_healthz_tells_about_the_worker(reader, db, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    sign_of_life(seconds_ago=5)

    answer = reader.get("/healthz").json()

    assert answer == {
        "worker_seconds_since_sign": 5,
        "status": "alive",
        "database": "reachable",
        "worker": "alive",
        "jobs_waiting": 0,
        "jobs_failed": 0,
    }


def test_healthz_stays_green_with_a_dead_worker(reader, db):
    sign_of_life(seconds_ago=jobs.SILENCE.total_seconds() + 1)

    response = reader.get("/healthz")

    assert response.status_code == 200
    assert response.json()["worker"] == "silent"


def test_healthz_stays_green_without_a_database(reader, db, database_is_down):
    response = reader.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "alive", "database": "unreachable"}


def test_readyz_with_everything_in_place(reader, db):
    response = reader.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_readyz_without_a_database(reader, db, database_is_down):
    response = reader.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "database unreachable"}


def test_readyz_with_a_migration_missing(reader, db):
    MigrationRecorder.Migration.objects.filter(app="portal").delete()

    response = reader.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "migrations missing"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_may_come_without_tls(reader, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert reader.get(path).status_code == 200
    assert reader.get("/about/").status_code == 301
