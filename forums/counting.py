"""Counters of topics, forums and members: exact, also with many writers at once.

Locks are always taken in the same order (topic, forum, profile), so writers wait for each
other instead of deadlocking, and only counter columns are written, so nothing else is lost.
Whoever counts holds the topic's lock. A topic counts its approved posts, tombstones
included (they keep their place on its pages); a forum counts its approved topics and what
those count; a member counts approved posts that stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.db.models import Case, Count, F, Sum, When
from django.db.models.functions import Greatest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.expressions import Combinable

    from forums.overrides.forum.models import Forum
    from forums.overrides.forum_conversation.models import Post, Topic

TOPIC_COUNTERS = ("posts_count", "first_post", "last_post", "last_post_on")


def lock_topic(pk: int, **more: Combinable) -> Topic:
    """Return a topic as it is now, nobody else writing; ``more`` are annotations.

    Not joined with its forum: PostgreSQL would look for the joined row of before the wait,
    and find nothing when the topic was moved meanwhile.
    """
    topics = apps.get_model("forum_conversation", "Topic").objects
    locked: Topic = topics.select_for_update(no_key=True).annotate(**more).get(pk=pk)
    return locked


def count_post(post: Post, *, opens_topic: bool = False) -> None:
    """Count an approved post that everybody can read from now on, without a recount.

    Posts become visible out of order (approval, or two topics of one forum at once), so
    the newest stays the last.
    """
    newest = {
        "last_post": _unless_newer("last_post_id", post.pk, post),
        "last_post_on": _unless_newer("last_post_on", post.created, post),
    }
    topic = post.topic
    type(topic).objects.filter(pk=topic.pk).update(
        posts_count=F("posts_count") + 1, **newest
    )
    type(topic.forum).objects.filter(pk=topic.forum_id).update(
        direct_posts_count=F("direct_posts_count") + 1,
        direct_topics_count=F("direct_topics_count") + int(opens_topic),
        **newest,
    )
    if post.poster_id is not None:
        add_to_member(post.poster_id, 1)


def _unless_newer(column: str, value: object, post: Post) -> Case:
    return Case(When(last_post_on__gt=post.created, then=F(column)), default=value)


def add_to_member(user_id: int, number: int) -> None:
    """Change how many posts of a member stand."""
    profiles = apps.get_model("forum_member", "ForumProfile").objects
    for _attempt in range(2):
        changed = profiles.filter(user=user_id).update(
            posts_count=Greatest(F("posts_count") + number, 0)
        )
        if changed:
            return
        profiles.bulk_create([profiles.model(user_id=user_id)], ignore_conflicts=True)


@transaction.atomic
def recount_topic(topic: Topic) -> None:
    """Recount a topic and its forum; ``topic`` gets the new values, title and approval too."""
    model = type(topic)
    locked = lock_topic(topic.pk)
    posts = locked.posts.order_by("created", "id")
    approved = posts.filter(approved=True)
    locked.posts_count = approved.count()
    locked.first_post = posts.first()
    locked.last_post = approved.last()
    locked.last_post_on = locked.last_post.created if locked.last_post else None
    # Machina keeps these two equal to the first post's; Post.save() sets them on the topic.
    locked.subject, locked.approved = topic.subject, topic.approved
    model.objects.filter(pk=locked.pk).update(
        subject=locked.subject,
        approved=locked.approved,
        **{name: getattr(locked, name) for name in TOPIC_COUNTERS},
    )
    for name in TOPIC_COUNTERS:
        setattr(topic, name, getattr(locked, name))
    is_moved = topic.forum_id != locked.forum_id
    recount_forum(locked.forum if is_moved else topic.forum)


@transaction.atomic
def recount_forum(forum: Forum) -> None:
    """Recount a forum from its topics' counters."""
    model = type(forum)
    model.objects.select_for_update(of=("self",), no_key=True).get(pk=forum.pk)
    topics = forum.topics.filter(approved=True)
    sums = topics.aggregate(topics=Count("pk"), posts=Sum("posts_count"))
    newest = topics.filter(last_post__isnull=False).order_by("-last_post_on").first()
    forum.direct_topics_count = sums["topics"]
    forum.direct_posts_count = sums["posts"] or 0
    forum.last_post_id = newest.last_post_id if newest else None
    forum.last_post_on = newest.last_post_on if newest else None
    model.objects.filter(pk=forum.pk).update(
        direct_topics_count=forum.direct_topics_count,
        direct_posts_count=forum.direct_posts_count,
        last_post_id=forum.last_post_id,
        last_post_on=forum.last_post_on,
    )


@transaction.atomic
def recount_members(user_ids: Iterable[int]) -> None:
    """Recount the approved, unremoved posts of members, creating missing profiles."""
    ids = sorted(set(user_ids))
    profiles = apps.get_model("forum_member", "ForumProfile").objects
    posts = apps.get_model("forum_conversation", "Post").objects
    profiles.bulk_create(
        [profiles.model(user_id=user_id) for user_id in ids], ignore_conflicts=True
    )
    list(profiles.select_for_update(no_key=True).filter(user__in=ids).order_by("pk"))
    counts = dict(
        posts.filter(poster__in=ids, approved=True, removal="")
        .order_by()
        .values_list("poster")
        .annotate(number=Count("*"))
    )
    for user_id in ids:
        profiles.filter(user_id=user_id).update(posts_count=counts.get(user_id, 0))
