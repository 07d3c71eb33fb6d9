"""Who hears of a post: the door that posting and moderation knock at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forums.models import ForumProfile
from forums.telling import notification_tasks, subscriptions
from portal import jobs

if TYPE_CHECKING:
    from forums.models import Post, Topic
    from portal.accounts.models import User


def announce(*, post: Post) -> None:
    """Have everybody told who follows, once the transaction that shows the post is done.

    Call it inside that transaction, when others can read the post for the first time. It
    costs one row, however many people follow.
    """
    jobs.enqueue(notification_tasks.fan_out, post_id=post.pk)


def announce_mentions(*, post: Post) -> None:
    """Have those told whom a changed post names, unless they heard of the post before.

    Call it inside the transaction after which others can read the change.
    """
    jobs.enqueue(notification_tasks.tell_mentioned, post_id=post.pk)


def follow_after_posting(
    *, topic: Topic, member: User, profile: ForumProfile | None = None
) -> None:
    """Let a member who writes in a topic follow it, unless the member wants otherwise."""
    profile = profile or ForumProfile.objects.filter(user=member).first()
    if profile is None or profile.follows_own_discussions:
        subscriptions.follow(topic=topic, by=member)
