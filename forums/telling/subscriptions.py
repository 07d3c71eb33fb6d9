"""Following discussions and forums; what is followed is told by mail (see notifications)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forums.models import ForumFollow

if TYPE_CHECKING:
    from forums.models import Forum, Topic
    from portal.accounts.models import User


def follow(*, by: User, topic: Topic | None = None, forum: Forum | None = None) -> None:
    """Follow a discussion, a forum's new discussions, or both; once more changes nothing."""
    if topic is not None:
        topic.subscribers.add(by)
    if forum is not None:
        ForumFollow.objects.get_or_create(member=by, forum=forum)


def unfollow(
    *, by: User, topic: Topic | None = None, forum: Forum | None = None
) -> None:
    if topic is not None:
        topic.subscribers.remove(by)
    if forum is not None:
        ForumFollow.objects.filter(member=by, forum=forum).delete()


def follows_forum(*, member: User, forum: Forum) -> bool:
    return ForumFollow.objects.filter(member=member, forum=forum).exists()
