"""What a member has read: flat in the number of posts, topics and other members.

A topic counts as read up to the later of its own mark and its forum's. Nothing older than
the membership is new to anybody. Stock machina joins the marks of all members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from machina.apps.forum_tracking import handler as stock

from forums.overrides.forum_conversation.models import Topic
from forums.overrides.forum_tracking.models import ForumReadTrack, TopicReadTrack

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from forums.overrides.forum.models import Forum
    from forums.overrides.forum_conversation.querysets import TopicQuerySet
    from portal.accounts.models import User

# Two tabs may be open: a mark never moves back. (The field's auto_now would make it "now".)
MARK = """
    INSERT INTO {table} (user_id, {column}, mark_time) VALUES (%s, %s, %s)
    ON CONFLICT (user_id, {column}) DO UPDATE
    SET mark_time = GREATEST({table}.mark_time, EXCLUDED.mark_time)
"""
MARK_TOPIC = MARK.format(table="forum_tracking_topicreadtrack", column="topic_id")
MARK_FORUM = MARK.format(table="forum_tracking_forumreadtrack", column="forum_id")


class TrackingHandler(stock.TrackingHandler):
    def with_marks(self, topics: TopicQuerySet, user: User) -> TopicQuerySet:
        """Add ``topic_mark``, ``forum_mark`` and ``seen``: up to when the member has read."""
        return topics.annotate(
            _own=FilteredRelation("tracks", condition=Q(tracks__user=user)),
            _forums=FilteredRelation(
                "forum__tracks", condition=Q(forum__tracks__user=user)
            ),
            topic_mark=F("_own__mark_time"),
            forum_mark=F("_forums__mark_time"),
            # PostgreSQL leaves empty marks out of the comparison.
            seen=Greatest("_own__mark_time", "_forums__mark_time", user.date_joined),
        )

    def unread(self, topics: TopicQuerySet, user: User) -> TopicQuerySet:
        """Return those of the topics that have something new."""
        found = self.with_marks(topics.filter(last_post_on__gt=user.date_joined), user)
        return found.filter(seen__lt=F("last_post_on"))

    def get_unread_topics(self, topics: Iterable[Topic], user: User) -> list[Topic]:
        ids = [topic.pk for topic in topics]
        found = self.unread(Topic.objects.filter(pk__in=ids), user)
        unread = set(found.values_list("pk", flat=True))
        return [topic for topic in topics if topic.pk in unread]

    def mark_topic_read(
        self,
        topic: Topic,
        user: User,
        *,
        up_to: dt.datetime | None = None,
        was_new: bool = True,
    ) -> None:
        """Remember how far the member read.

        ``up_to`` is the newest post that was shown; unless something ``was_new``, the rest
        of the forum need not be looked at.
        """
        moment = up_to or topic.last_post_on
        if moment is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(MARK_TOPIC, [user.pk, topic.pk, moment])
        if was_new and topic.last_post_on and moment >= topic.last_post_on:
            self._mark_if_all_is_read(topic.forum, user)

    def mark_forums_read(self, forums: Iterable[Forum], user: User) -> None:
        """Mark everything in these forums as read.

        The topics' own marks stay: they tell what somebody read, not only marked as read.
        """
        marks = [
            (user.pk, forum.pk, forum.last_post_on)
            for forum in forums
            if forum.last_post_on
        ]
        with connection.cursor() as cursor:
            cursor.executemany(MARK_FORUM, marks)

    def _mark_if_all_is_read(self, forum: Forum, user: User) -> None:
        """Mark the forum, too, when nothing in it is new any more."""
        mark = ForumReadTrack.objects.filter(user=user, forum=forum)
        seen = Coalesce(Subquery(mark.values("mark_time")), user.date_joined)
        read = TopicReadTrack.objects.filter(
            user=user, topic=OuterRef("pk"), mark_time__gte=OuterRef("last_post_on")
        )
        newer = Topic.objects.readable().filter(forum=forum, last_post_on__gt=seen)
        if not newer.exclude(Exists(read)).exists():
            self.mark_forums_read([forum], user)
