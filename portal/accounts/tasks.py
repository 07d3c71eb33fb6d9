"""Background work of the accounts."""

from portal.accounts.unconfirmed import delete_never_confirmed
from portal.jobs import every


@every("17 3 * * *")
def forget_never_confirmed_accounts() -> None:
    """Free, each night, the addresses that somebody signed up with and never confirmed."""
    delete_never_confirmed()
