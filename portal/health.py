"""What monitors ask: is the process alive, and may it get visitors."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from portal import jobs


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process does, with what an alarm may want to know.

    A dead worker or database is said here and must not restart the web process.
    """
    try:
        work = jobs.health()
    except DatabaseError:
        return JsonResponse({"status": "alive", "database": "unreachable"})
    age = work.worker_age
    return JsonResponse(
        {
            "status": "alive",
            "database": "reachable",
            "worker": "alive" if work.is_alive else "silent",
            "worker_seconds_since_sign": None
            if age is None
            else int(age.total_seconds()),
            "jobs_waiting": work.waiting,
            "jobs_failed": work.failed,
        }
    )


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if pages can be served: the database is there and fits this code."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    if last_migrations() - applied.keys():
        return JsonResponse({"status": "migrations missing"}, status=503)
    return JsonResponse({"status": "ready"})


@cache
def last_migrations() -> frozenset[tuple[str, str]]:
    """Return the newest migration of each app; they come with the code and stay the same."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
