"""What every test may use."""

import time
from types import SimpleNamespace

import hypothesis
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.db import connection

from articles import finding
from forums.searching import search
from sponsors.giving import goals
from sponsors.sponsorship import placements

pytest_plugins = ["tests.personas", "tests.stripe_sandbox"]

# A machine that is busy with other things may take its time over an example.
hypothesis.settings.register_profile(
    "unhurried",
    hypothesis.settings.default,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("unhurried")

REAL_COMMITS = {"transactional_db", "live_server"}

# Tables that Django does not flush because no model of ours manages them.
UNMANAGED = (
    "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, "
    "procrastinate_workers, portal_cache"
)


@pytest.fixture(scope="session", autouse=True)
def _guard_settings():
    """The suite must never run against a portal that serves people."""
    assert django_settings.ENVIRONMENT == "test"


@pytest.fixture(scope="session", autouse=True)
def _patient_searches():
    """Answers that are given up after a second: on a busy machine any might be.

    In the one transaction of a test the limit would also outlive the search.
    """
    finding.TIMEOUT = search.TIMEOUT = 60_000


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path, monkeypatch):
    """Uploads of a test stay with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # Fields keep their storage, so a changed setting would not reach it.
    monkeypatch.setattr(storages["private"], "location", str(tmp_path / "private"))


@pytest.fixture(autouse=True)
def _no_goal_to_count():
    """Each process counts the goal of giving now and then: never during a test."""
    goals.keep(None, seconds=3600)


@pytest.fixture(autouse=True)
def _no_sponsors_to_show():
    """Likewise who is shown as a sponsor: a test that wants to see them says so."""
    placements.keep((), seconds=3600)
    placements.forget_counts()


@pytest.fixture(autouse=True)
def _still_clock_of_authenticator_apps(monkeypatch):
    """The digits change every half minute; here they stay, however long a test takes."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test with real commits begins with what the migrations made, too."""
    for item in items:
        if commits_for_real(item):
            item.add_marker(
                pytest.mark.django_db(transaction=True, serialized_rollback=True),
                append=False,
            )


def commits_for_real(item):
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or not REAL_COMMITS.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _database_as_migrated(request):
    """Every test meets what the migrations made (groups, permissions) and nothing else.

    A test with real commits empties all tables when it ends: whatever ran after it would
    find the staff groups gone, and its jobs still there.
    """
    marked = request.node.get_closest_marker("django_db")
    if not marked and "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    if not Group.objects.exists():
        connection.creation.deserialize_db_from_string(
            connection._test_serialized_contents
        )
    yield
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {UNMANAGED} CASCADE")
