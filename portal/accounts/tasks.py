"""Background work of the accounts."""

from portal.accounts import leaving
from portal.accounts.professional_tasks import (
    tell_former_professional,
    tell_professional,
)
from portal.accounts.professionals import follow_the_calendar
from portal.accounts.unconfirmed import delete_never_confirmed
from portal.jobs import every

__all__ = [
    "end_verifications",
    "forget_never_confirmed_accounts",
    "sweep_behind_the_departed",
    "tell_former_professional",
    "tell_professional",
]


@every("17 3 * * *")
def forget_never_confirmed_accounts() -> None:
    """Free, each night, the addresses that somebody signed up with and never confirmed."""
    delete_never_confirmed()


@every("7 3 * * *")
def sweep_behind_the_departed() -> None:
    """Delete what requests that were under way when somebody left have written since."""
    leaving.sweep()


@every("1 0 * * *")
def end_verifications() -> None:
    """Take the group, just after midnight, from those whose last day was yesterday."""
    follow_the_calendar()
