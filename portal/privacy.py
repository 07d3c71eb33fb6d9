"""What the portal holds about one person, across all apps: shown, handed over, erased."""

import logging
from collections.abc import Iterator
from typing import Any, Protocol

from django.core.files import File
from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from articles import leaving as articles
from forums.forgetting import leaving as forums
from portal.accounts import leaving as accounts
from portal.accounts import mails
from portal.accounts.models import User
from sponsors.people import leaving as giving

log = logging.getLogger(__name__)

# Two people who write at the same moment may wait for each other; the second try succeeds.
TRIES = 3


class Part(Protocol):
    """What each app says about a person; ``anonymise`` runs inside one transaction."""

    def export(self, user: User) -> dict[str, Any]: ...

    def preview(self, user: User) -> dict[str, int]: ...

    def anonymise(self, *, user: User, keep_words: bool) -> None: ...


# The account comes last: the others look for the address and name that it forgets.
PARTS: dict[str, Part] = {
    "giving": giving,
    "forums": forums,
    "pages": articles,
    "account": accounts,
}


class CannotLeave(Exception):
    """The account cannot be deleted by its owner now; the text is for the person."""

    message = _("This is not possible.")

    def __init__(self) -> None:
        super().__init__(str(self.message))


class HasLeft(CannotLeave):
    message = _("This account is deleted already.")


class LastSuperuser(CannotLeave):
    message = _(
        "You are the only one who may give others their rights. Make somebody else a "
        "superuser first; they can then take your staff rights away."
    )


class StaffCannotLeave(CannotLeave):
    message = _(
        "You work for the portal. Ask an administrator to take your staff rights away; "
        "then you can delete your account here."
    )


class DecidesAlone(CannotLeave):
    message = giving.DECIDES_ALONE


class StillGiving(CannotLeave):
    message = giving.PlansStillRun.message


def export(user: User) -> dict[str, Any]:
    """Return everything that is stored about a person, by app, in plain names."""
    return {name: part.export(user) for name, part in reversed(PARTS.items())}


def files(user: User) -> Iterator[tuple[str, File]]:
    """Yield a name and the file for each upload of a person."""
    yield from forums.files(user)


def preview(user: User) -> dict[str, dict[str, int]]:
    """Return how many things of each kind there are, by app."""
    return {name: part.preview(user) for name, part in PARTS.items()}


def refuse_unless_may_leave(user: User) -> None:
    """Raise the CannotLeave that ``leave`` would raise."""
    if user.anonymised_at is not None:
        raise HasLeft
    if accounts.is_last_superuser(user):
        raise LastSuperuser
    if user.is_staff or user.is_superuser:
        raise StaffCannotLeave


def leave(*, user: User, keep_words: bool) -> None:
    """Erase a member at once and for good; the words stay without a name, or are blanked.

    The good-bye is mailed here, after the commit, not by a job: a job would need the
    address, which must not be stored any more. If the mail cannot be sent, that is all.
    """
    refuse_unless_may_leave(user)
    if giving.decides_alone(user):
        raise DecidesAlone
    address = _erase_patiently(user, keep_words=keep_words)
    try:
        mails.farewell(address, kept_words=keep_words)
    except OSError:  # whatever goes wrong on the way to a mail server is one
        log.warning("account %d: the good-bye could not be mailed", user.pk)


def erase_again(*, user: User, keep_words: bool) -> None:
    """Erase somebody who had left before and came back with a backup; nobody is mailed."""
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    _erase_patiently(user, keep_words=keep_words)


def _erase_patiently(user: User, *, keep_words: bool) -> str:
    """Stop what takes money first; Stripe is asked while no transaction is open."""
    try:
        giving.before_leaving(user)
        return _try_to_erase(user, keep_words=keep_words)
    except giving.PlansStillRun as trouble:
        raise StillGiving from trouble


def _try_to_erase(user: User, *, keep_words: bool) -> str:
    for _attempt in range(TRIES - 1):
        try:
            return _erase(user, keep_words=keep_words)
        except OperationalError:
            log.warning("account %d: erasing it met a writer, tried again", user.pk)
    return _erase(user, keep_words=keep_words)


@transaction.atomic(durable=True)
def _erase(user: User, *, keep_words: bool) -> str:
    """Run every app's part, all or nothing; return the address that is forgotten now."""
    # New posts of this account wait for the lock (accounts.leaving.stays) and are refused;
    # rows by which others refer to the account do not.
    found = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    refuse_unless_may_leave(found)
    address = found.email
    for part in PARTS.values():
        part.anonymise(user=found, keep_words=keep_words)
    return address
