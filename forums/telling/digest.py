"""The weekly overview: what somebody missed, ten discussions at most, only if asked for.

Members are taken a few at a time: ``digested_at`` is set before their mails are sent, so
two workers never write to one person twice in a week. What the mail server does not take
is set back for a later run of that morning; a worker that is killed costs these few one
overview.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forums.models import ForumProfile, Restriction
from forums.telling import digest_mails, mails
from forums.telling.digest_choice import choose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.core.mail import EmailMultiAlternatives
    from django.db.models import QuerySet

    from forums.telling.digest_choice import Missed
    from portal.accounts.models import User

MONDAY_AT = 7  # o'clock (UTC)
FARTHEST_BACK = dt.timedelta(days=14)


def waiting() -> QuerySet[ForumProfile]:
    """Profiles of members who want an overview and did not get this week's."""
    suspended = Restriction.objects.in_force().filter(kind=Restriction.Kind.SUSPENSION)
    not_yet = Q(digested_at__isnull=True) | Q(digested_at__lt=this_monday())
    found: QuerySet[ForumProfile] = ForumProfile.objects.filter(
        not_yet, weekly_digest=True, user__is_active=True
    )
    return found.exclude(user__in=suspended.values("member"))


def this_monday() -> dt.datetime:
    """Return when this week's overview is due: on a Monday before, or now."""
    now = timezone.now()
    monday = now.replace(hour=MONDAY_AT, minute=0, second=0, microsecond=0)
    monday -= dt.timedelta(days=now.weekday())
    return monday if monday <= now else monday - dt.timedelta(days=7)


def send(profile_ids: Collection[int]) -> None:
    """Send this week's overview to those of these members who still wait for it."""
    claimed = _claim(profile_ids)
    missed = choose({profile.user: since for profile, since in claimed})
    unsent = {profile.user: profile.digested_at for profile, _since in claimed}
    for member in unsent.keys() - missed.keys():
        del unsent[member]  # nothing new: no mail
    for member, _sent in mails.send_each(_written(missed)):
        del unsent[member]
    for member, before in unsent.items():
        ForumProfile.objects.filter(user=member).update(digested_at=before)


def _written(
    missed: dict[User, list[Missed]],
) -> Iterator[tuple[User, EmailMultiAlternatives]]:
    for member, found in missed.items():
        yield member, digest_mails.overview(member, found, this_monday())


@transaction.atomic
def _claim(profile_ids: Collection[int]) -> list[tuple[ForumProfile, dt.datetime]]:
    """Return the profiles as they were, each with the time from which it missed things."""
    now = timezone.now()
    profiles = list(
        waiting()
        .filter(pk__in=profile_ids)
        .select_related("user__forum_profile")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("pk")
    )
    ForumProfile.objects.filter(pk__in=[one.pk for one in profiles]).update(
        digested_at=now
    )
    farthest, usual = now - FARTHEST_BACK, now - dt.timedelta(days=7)
    return [
        (profile, max(profile.digested_at or usual, farthest)) for profile in profiles
    ]
