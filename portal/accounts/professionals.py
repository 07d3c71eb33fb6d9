"""Members whose profession staff checked: granting, withdrawing, and the badge."""

import datetime as dt
import logging

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import professional_tasks as tasks
from portal.accounts.models import ProfessionalVerification, User
from portal.jobs import enqueue

log = logging.getLogger(__name__)

GROUP = "Verified professionals"
RIGHT = "accounts.change_professionalverification"
LONGEST = dt.timedelta(days=3 * 366)

__all__ = [
    "GROUP",
    "ProfessionalVerification",
    "VerificationError",
    "badge_of",
    "follow_the_calendar",
    "verify",
    "withdraw",
]


class VerificationError(Exception):
    """A verification that cannot be given or taken; the text is for the person."""

    message = _("This is not possible.")

    def __init__(self) -> None:
        super().__init__(str(self.message))


class NotAllowed(VerificationError):
    message = _("Your account may not verify professionals.")


class VerifyingOneself(VerificationError):
    message = _("Nobody verifies themselves: ask a colleague.")


class NobodyToVerify(VerificationError):
    message = _("This account is closed.")


class ProfessionMissing(VerificationError):
    message = _("Name the profession.")


class LastDayWrong(VerificationError):
    message = _("The last day must lie in the future, and within three years.")


def badge_of(user: User) -> ProfessionalVerification | None:
    """Return what is verified today, or None; no query after ``select_related("professional")``."""
    found: ProfessionalVerification | None = getattr(user, "professional", None)
    shown = found is not None and found.is_current and user.is_active
    return found if shown else None


@transaction.atomic
def verify(
    *, user: User, profession: str, expires_on: dt.date, by: User, note: str = ""
) -> ProfessionalVerification:
    """Verify a member, or renew it from today; the member is told by mail."""
    list(User.objects.select_for_update().filter(pk=user.pk))
    refuse_unless_possible(
        user=user, profession=profession, expires_on=expires_on, by=by
    )
    verification, _created = ProfessionalVerification.objects.update_or_create(
        user=user,
        defaults={
            "profession": profession.strip(),
            "verified_by": by,
            "verified_on": timezone.localdate(),
            "expires_on": expires_on,
            "note": note.strip(),
            "told": ProfessionalVerification.Told.NOTHING,
        },
    )
    _group().user_set.add(user)
    enqueue(tasks.tell_professional, verification_id=verification.pk)
    return verification


@transaction.atomic
def withdraw(*, user: User, by: User) -> None:
    """Take the badge and the group away at once; who did it stays in the log of the admin."""
    _refuse_unless_allowed(by)
    gone, _counts = ProfessionalVerification.objects.filter(user=user).delete()
    _group().user_set.remove(user)
    if gone:
        LogEntry.objects.log_actions(
            user_id=by.pk,
            queryset=[user],
            action_flag=CHANGE,
            change_message="Verification as a professional withdrawn.",
            single_object=True,
        )
        enqueue(tasks.tell_former_professional, user_id=user.pk)


@transaction.atomic
def follow_the_calendar() -> None:
    """Let the group hold exactly those with a current badge, and tell whose time is up."""
    group = _group()
    holders = User.objects.filter(
        professional__in=ProfessionalVerification.objects.current()
    )
    removed = group.user_set.exclude(pk__in=holders)
    count = removed.count()
    group.user_set.remove(*removed)
    group.user_set.add(*holders)
    if count:
        log.info("%d accounts are no verified professionals any more", count)
    for pk in _to_be_told():
        enqueue(tasks.tell_professional, verification_id=pk)


def _to_be_told() -> list[int]:
    told = ProfessionalVerification.Told
    today = timezone.localdate()
    ended = Q(expires_on__lt=today) & ~Q(told=told.ENDED)
    ending = Q(
        told=told.VERIFIED, expires_on__lte=today + tasks.NOTICE, expires_on__gte=today
    )
    found = ProfessionalVerification.objects.filter(
        ended | ending, user__is_active=True
    )
    return list(found.order_by(F("expires_on")).values_list("pk", flat=True))


def refuse_unless_possible(
    *, user: User, profession: str, expires_on: dt.date, by: User
) -> None:
    """Raise the VerificationError that ``verify`` would raise."""
    _refuse_unless_allowed(by)
    if by.pk == user.pk:
        raise VerifyingOneself
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise NobodyToVerify
    if not profession.strip():
        raise ProfessionMissing
    today = timezone.localdate()
    if not today < expires_on <= today + LONGEST:
        raise LastDayWrong


def _group() -> Group:
    return Group.objects.get_or_create(name=GROUP)[0]


def _refuse_unless_allowed(by: User) -> None:
    if not by.has_perm(RIGHT):
        raise NotAllowed
