"""What a visit to a discussion leaves: how far somebody read, one view, trust by reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, F, When
from django.utils import timezone

from forums.models import ForumProfile, Topic
from forums.overrides.forum_tracking.handler import TrackingHandler

if TYPE_CHECKING:
    from forums.reading.topic_page import TopicPage


def leave(page: TopicPage) -> None:
    """Write down that the member saw this page; one query each, none where nothing is new.

    What counts for trust is what was read here, not what was marked as read: a newcomer
    finds nothing new in old discussions, and learns from them all the same.
    """
    topic, user = page.topic, page.access.user
    Topic.objects.filter(pk=topic.pk).update(views_count=F("views_count") + 1)
    read_to = topic.topic_mark
    up_to = max((post.created for post in page.posts if post.approved), default=None)
    if up_to is not None and (read_to is None or up_to > read_to):
        was_new = topic.last_post_on > topic.seen
        TrackingHandler().mark_topic_read(topic, user, up_to=up_to, was_new=was_new)
    posts = sum(
        read_to is None or post.created > read_to
        for post in page.posts
        if post.poster_id != user.pk
    )
    _credit(page, topics=int(read_to is None), posts=posts)


def _credit(page: TopicPage, *, topics: int, posts: int) -> None:
    """Count reading for trust, in one query and only when there is something to count."""
    today = timezone.localdate()
    if not (topics or posts) and page.topic.visited_on == today:
        return
    profiles = ForumProfile.objects.filter(user=page.access.user)
    is_same_day = When(last_visited_on=today, then=F("days_visited"))
    credited = profiles.update(
        topics_entered=F("topics_entered") + topics,
        posts_read=F("posts_read") + posts,
        days_visited=Case(is_same_day, default=F("days_visited") + 1),
        last_visited_on=today,
    )
    if not credited:
        first = ForumProfile(
            user=page.access.user,
            topics_entered=topics,
            posts_read=posts,
            days_visited=1,
            last_visited_on=today,
        )
        ForumProfile.objects.bulk_create([first], ignore_conflicts=True)
