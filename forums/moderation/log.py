"""The log of what moderators did; the database refuses to change or delete its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from forums.models import ModerationAction

if TYPE_CHECKING:
    from forums.models import Post, Topic
    from forums.rules.access import Access
    from portal.accounts.models import User

RIGHT = "forums.view_moderationaction"


def record(
    verb: ModerationAction.Verb,
    *,
    by: User,
    member: User | None = None,
    post: Post | None = None,
    topic: Topic | None = None,
    reason: str = "",
) -> ModerationAction:
    """Add a line; belongs into the transaction of what it tells."""
    return ModerationAction.objects.create(
        verb=verb,
        by=by,
        member=member,
        post=post,
        topic=topic if post is None else post.topic,
        reason=reason.strip(),
    )


def visible_to(access: Access) -> QuerySet[ModerationAction]:
    """Lines that a moderator may read, newest first: all, or those of the own forums."""
    lines = ModerationAction.objects.select_related("by", "member", "topic", "post")
    if access.user.has_perm(RIGHT):
        readable = Q(topic__isnull=True) | Q(topic__forum__in=access.forum_ids)
        return lines.filter(readable)
    return lines.filter(topic__forum__in=access.moderated_ids)


def who_handled(post: Post) -> str:
    """Say who was faster, for the second of two moderators with the same page open."""
    last = ModerationAction.objects.select_related("by").filter(post=post).first()
    if last is None:
        return ""
    return gettext("%(name)s was faster: %(verb)s.") % {
        "name": last.by.get_display_name(),
        "verb": last.get_verb_display(),
    }
