"""Who is called when something in the queue waits longer than promised."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forums.models import (
    Appeal,
    Forum,
    GroupForumPermission,
    Letter,
    Restriction,
    UserForumPermission,
)
from forums.moderation import appeals, queue
from forums.rules.access import Access
from portal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

EVERY = dt.timedelta(hours=1)
RIGHT = "can_approve_posts"
ADMINISTRATORS = "Administrators"


@transaction.atomic
def claim() -> set[int]:
    """Return the ids of the people to mail now; nothing is claimed twice within an hour.

    Administrators are called when twice the target is over, or when nobody else can help.
    """
    late = [
        one
        for one in queue.entries(Forum.objects.values_list("pk", flat=True))
        if one.is_overdue and _is_news(f"alarm:post:{one.post_id}")
    ]
    late_appeals = [
        one for one in _late_appeals() if _is_news(f"alarm:appeal:{one.pk}")
    ]
    if not late and not late_appeals:
        return set()
    moderators, administrators = _people()
    called: set[int] = set()
    for entry in late:
        called |= _called(
            {pk for pk, access in moderators.items() if _reaches(access, entry)},
            administrators.keys(),
            is_long_overdue=entry.is_long_overdue,
        )
    for appeal in late_appeals:
        called |= _called(
            {pk for pk, access in moderators.items() if _decides(access, appeal)},
            {pk for pk, access in administrators.items() if _decides(access, appeal)},
            is_long_overdue=timezone.now() - appeal.made_at >= 2 * queue.APPEAL,
        )
    return called


def _called(
    moderators: set[int], administrators: Iterable[int], *, is_long_overdue: bool
) -> set[int]:
    if moderators and not is_long_overdue:
        return moderators
    return moderators | set(administrators)


def _reaches(access: Access, entry: queue.Entry) -> bool:
    return entry.forum_id in access.moderated_ids


def _decides(access: Access, appeal: Appeal) -> bool:
    return appeals.open_for(access).filter(pk=appeal.pk).exists()


def overdue_for(person: User) -> queue.Overdue:
    return queue.overdue(Access.for_user(person))


def _late_appeals() -> QuerySet[Appeal]:
    return Appeal.objects.filter(
        state=Appeal.State.OPEN, made_at__lt=timezone.now() - queue.APPEAL
    )


def _is_news(about: str) -> bool:
    """Note an alarm, unless there was one within the last hour."""
    now = timezone.now()
    letter, is_new = Letter.objects.select_for_update().get_or_create(
        about=about, defaults={"sent_at": now}
    )
    if is_new or letter.sent_at > now - EVERY:
        return is_new
    Letter.objects.filter(pk=letter.pk).update(sent_at=now)
    return True


def _people() -> tuple[dict[int, Access], dict[int, Access]]:
    """Return whom a row of the permission editor lets moderate, and administrators.

    Nobody who is suspended: they could not enter the room.
    """
    rows = {"permission__codename": RIGHT, "has_perm": True}
    groups = GroupForumPermission.objects.filter(**rows).values("group")
    users = UserForumPermission.objects.filter(**rows, user__isnull=False)
    is_administrator = Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS)
    shut_out = Restriction.objects.in_force().filter(kind=Restriction.Kind.SUSPENSION)
    people = User.objects.filter(is_active=True).exclude(
        pk__in=shut_out.values("member")
    )
    administrators = people.filter(is_administrator).distinct()
    moderators = (
        people.filter(Q(groups__in=groups) | Q(pk__in=users.values("user")))
        .exclude(pk__in=administrators.values("pk"))
        .distinct()
    )
    return (
        {person.pk: Access.for_user(person) for person in moderators},
        {person.pk: Access.for_user(person) for person in administrators},
    )
