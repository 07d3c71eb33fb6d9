"""Mails about posts: one for each post and person, several in one when many come at once.

Claim → send → mark. The claim is one short transaction under the lock of the member's
profile, so two workers never write to the same person at once; ``mailed_at`` of the profile
keeps mails to one person a quarter of an hour apart, and what comes meanwhile waits for the
sweep. A claim that was not marked within that quarter of an hour belonged to a worker that
was killed, or to a mail server that said "later": the sweep sends the same set again.

So nothing is lost, and a mail can be sent twice only if a worker is killed after the mail
server took the mail and before the mark (a mark follows at most TOGETHER mails). Such a
double has the same Message-ID, because a set is never changed once it was claimed; only a
post that was removed in between makes it another one.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forums.models import ForumProfile, Notification
from forums.telling import mails, post_mails, recipients
from portal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

log = logging.getLogger(__name__)

APART = dt.timedelta(minutes=15)
DAILY_AT = 17  # o'clock (UTC), for those who want one mail a day
TOGETHER = 10  # notifications that are marked with one query
KEPT = dt.timedelta(days=30)
GIVEN_UP = dt.timedelta(days=3)

Ids = tuple[int, ...]


def members_due() -> list[int]:
    """Return whom the sweep has something for: what waited, and what was left behind."""
    due = Notification.objects.filter(_due(timezone.now()))
    return list(due.order_by("member").values_list("member", flat=True).distinct())


def deliver(member_ids: Collection[int]) -> None:
    """Send what is due to these members; who got a mail just now waits."""
    claimed = _claim(member_ids, timezone.now())
    found = recipients.still_wanted(claimed).select_related(
        "member__forum_profile", "post__poster", "post__topic"
    )
    wanted = recipients.still_allowed(found.order_by("member", "pk"))
    unwanted = {*claimed} - {row.pk for row in wanted}
    Notification.objects.filter(pk__in=unwanted).delete()
    _send(wanted)


def forget() -> None:
    """Delete what was mailed a month ago, and what could not be mailed for days."""
    now = timezone.now()
    Notification.objects.filter(mailed_at__lt=now - KEPT).delete()
    stuck = Notification.objects.filter(
        mailed_at__isnull=True, created_at__lt=now - GIVEN_UP
    )
    given_up, _details = stuck.delete()
    if given_up:
        log.error("%s notifications could not be mailed and were given up.", given_up)


@transaction.atomic
def _claim(member_ids: Collection[int], now: dt.datetime) -> Ids:
    """Take one set of notifications for each member who may be written to now."""
    _make_profiles(member_ids)
    # Whoever is locked is being written to, or writing; the next sweep comes soon.
    free = ForumProfile.objects.select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    ).filter(user__in=member_ids)
    ours = list(free.order_by("pk").values_list("user_id", flat=True))
    # Nothing here waits for a lock: somebody may be leaving and delete these rows.
    due = Notification.objects.select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    ).filter(_due(now), member__in=ours)
    chosen = _one_set_each(due)
    claimed = tuple(row.pk for row in chosen)
    Notification.objects.filter(pk__in=claimed).update(claimed_at=now)
    ForumProfile.objects.filter(user__in={row.member_id for row in chosen}).update(
        mailed_at=now
    )
    return claimed


def _make_profiles(member_ids: Collection[int]) -> None:
    without = User.objects.filter(pk__in=member_ids, forum_profile__isnull=True)
    ForumProfile.objects.bulk_create(
        [ForumProfile(user=user) for user in without], ignore_conflicts=True
    )


def _due(now: dt.datetime) -> Q:
    """Notifications to mail now, of members who did not get a mail just now."""
    then = now - APART
    profile = "member__forum_profile"
    daily = Q((f"{profile}__notify_replies", ForumProfile.Replies.DAILY))
    fresh = Q(claimed_at__isnull=True) & (
        ~daily
        | Q(kind=Notification.Kind.MENTION)
        | Q(created_at__lt=_last_daily_hour(now))
    )
    rested = Q((f"{profile}__mailed_at__isnull", True)) | Q(
        (f"{profile}__mailed_at__lte", then)
    )
    return Q(mailed_at__isnull=True) & rested & (fresh | Q(claimed_at__lte=then))


def _last_daily_hour(now: dt.datetime) -> dt.datetime:
    today = now.replace(hour=DAILY_AT, minute=0, second=0, microsecond=0)
    return today if today <= now else today - dt.timedelta(days=1)


def _one_set_each(due: Iterable[Notification]) -> list[Notification]:
    """Return, for each member, the oldest set that was left behind, else what is new."""
    sets: defaultdict[int, defaultdict[dt.datetime | None, list[Notification]]]
    sets = defaultdict(lambda: defaultdict(list))
    for row in due:
        sets[row.member_id][row.claimed_at].append(row)
    chosen: list[Notification] = []
    for mine in sets.values():
        left_behind = [claimed for claimed in mine if claimed is not None]
        chosen += mine[min(left_behind) if left_behind else None]
    return chosen


def _send(wanted: list[Notification]) -> None:
    """Send one mail for each member among the rows, which are in the order of members."""
    settled: list[int] = []
    for ids, sent in mails.send_each(_written(wanted)):
        if sent:
            settled += ids
        else:
            log.error("Notifications %s can never be mailed.", ids)
            Notification.objects.filter(pk__in=ids).delete()
        if len(settled) >= TOGETHER:
            _mark(settled)
            settled = []
    _mark(settled)


def _written(
    wanted: list[Notification],
) -> Iterator[tuple[Ids, EmailMultiAlternatives]]:
    for _member, rows in groupby(wanted, key=lambda row: row.member_id):
        mine = list(rows)
        yield tuple(row.pk for row in mine), post_mails.about(mine)


def _mark(ids: list[int]) -> None:
    if ids:
        Notification.objects.filter(pk__in=ids).update(mailed_at=timezone.now())
