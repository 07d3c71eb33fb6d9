"""The upkeep that no app owns: stalled jobs, finished jobs, expired sessions."""

from django.core.management import call_command

from portal import jobs


@jobs.every("* * * * *")
def retry_stalled_jobs() -> None:
    jobs.retry_stalled()


@jobs.every("17 3 * * *")
def purge_finished_jobs() -> None:
    jobs.purge_finished()


@jobs.every("27 3 * * *")
def clear_expired_sessions() -> None:
    call_command("clearsessions")
