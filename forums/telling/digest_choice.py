"""Which discussions a weekly overview names: unread, readable, the most useful first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from forums.models import ForumFollow, ForumReadTrack, Mute, Topic, TopicReadTrack
from forums.rules.readership import readers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from portal.accounts.models import User

AT_MOST = 10
POOL = 500  # the newest discussions, among which those for each member are chosen

Pair = tuple[int, int]  # a member and something else, by id


class Reason(models.IntegerChoices):
    """Why a discussion is named; the lowest number comes first."""

    EXPERT = 0
    UNANSWERED = 1
    NEW = 2


@dataclass(frozen=True)
class Missed:
    topic: Topic
    reason: Reason


@dataclass(frozen=True)
class Facts:
    """What is known of some members and the discussions of the pool, read at once."""

    may_read: set[Pair]
    topic_marks: dict[Pair, dt.datetime]
    forum_marks: dict[Pair, dt.datetime]
    follows: set[Pair]
    mutes: set[Pair]

    @classmethod
    def about(cls, members: Collection[int], topics: Collection[Topic]) -> Facts:
        forums = {topic.forum_id for topic in topics}
        of_topics = TopicReadTrack.objects.filter(user__in=members, topic__in=topics)
        of_forums = ForumReadTrack.objects.filter(user__in=members, forum__in=forums)
        follows = ForumFollow.objects.filter(member__in=members)
        mutes = Mute.objects.filter(member__in=members)
        return cls(
            may_read={(who, forum) for forum, who in readers(forums, members)},
            topic_marks={
                (who, topic): mark
                for who, topic, mark in of_topics.values_list(
                    "user", "topic", "mark_time"
                )
            },
            forum_marks={
                (who, forum): mark
                for who, forum, mark in of_forums.values_list(
                    "user", "forum", "mark_time"
                )
            },
            follows={*follows.values_list("member", "forum")},
            mutes={*mutes.values_list("member", "muted")},
        )

    def missed(self, who: int, topic: Topic, since: dt.datetime) -> bool:
        """Tell whether somebody wrote something here that the member may and did not read."""
        marks = (
            self.topic_marks.get((who, topic.pk), since),
            self.forum_marks.get((who, topic.forum_id), since),
            since,
        )
        return (
            topic.last_post_on > max(marks)
            and topic.last_poster != who
            and (who, topic.forum_id) in self.may_read
            and (who, topic.poster_id) not in self.mutes
        )

    def follows_forum(self, who: int, topic: Topic) -> bool:
        return (who, topic.forum_id) in self.follows


def choose(since: dict[User, dt.datetime]) -> dict[User, list[Missed]]:
    """Return what each member missed since a time of their own; who missed nothing is not in."""
    if not since:
        return {}
    pool = _pool(min(since.values()))
    facts = Facts.about([member.pk for member in since], pool)
    found: dict[User, list[Missed]] = {}
    for member, start in since.items():
        topics = [topic for topic in pool if facts.missed(member.pk, topic, start)]
        # Sorting keeps the newest first within each rank.
        topics.sort(
            key=lambda topic: (
                not facts.follows_forum(member.pk, topic),
                _reason(topic, start),
            )
        )
        if topics:
            chosen = topics[:AT_MOST]
            found[member] = [Missed(topic, _reason(topic, start)) for topic in chosen]
    return found


def _pool(start: dt.datetime) -> list[Topic]:
    newest = (
        Topic.objects.readable()
        .filter(last_post_on__gt=start, first_post__removal="")
        .select_related("expert_answer")
        .annotate(last_poster=F("last_post__poster"))
        .order_by("-last_post_on")
    )
    return list(newest[:POOL])


def _reason(topic: Topic, since: dt.datetime) -> Reason:
    answer = getattr(topic, "expert_answer", None)
    if answer is not None and answer.marked_at > since:
        return Reason.EXPERT
    if topic.posts_count == 1 and not topic.is_locked:
        return Reason.UNANSWERED
    return Reason.NEW
