"""What hangs on topics and members: read tracks, subscriptions, reports, rights, answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.models import Group
from django.utils import timezone

from devtools.forum_crowd import plan as planned
from devtools.forum_crowd.loading import copy
from devtools.forum_crowd.plan import CATEGORIES, FORUMS, GIANT, Plan
from forums.models import (
    ExpertAnswer,
    Forum,
    ForumPermission,
    ForumReadTrack,
    GroupForumPermission,
    Mute,
    Post,
    Report,
    Topic,
    TopicReadTrack,
    UserForumPermission,
)
from portal.accounts.models import ProfessionalVerification, User
from portal.accounts.professionals import GROUP

NEVER_READ = 1  # of four members: no read tracks at all
EXPERTS = 20
HANDLED = 3  # of four reports
REGULARS = 200  # who follow as many discussions in every size
FOLLOWED = 40


def write(plan: Plan, opened: dt.datetime) -> None:
    _read_tracks(plan, opened)
    _subscribe(plan)
    _report(plan)
    _close_the_last_forum()
    _let_experts_answer(plan)
    Mute.objects.bulk_create(
        Mute(member_id=one, muted_id=one + 1) for one in range(1, 101)
    )


def moderator() -> User:
    """Return somebody who looks after all forums."""
    return User.objects.get(email="crowd-moderator@example.org")


def make_moderator() -> None:
    user = User.objects.create_user(
        "crowd-moderator@example.org", handle="crowd-moderator", is_staff=True
    )
    user.groups.add(Group.objects.get(name="Moderators"))


def _read_tracks(plan: Plan, opened: dt.datetime) -> None:
    """Some members have read much, most a little, a quarter nothing."""
    columns = ("id", "user_id", "topic_id", "mark_time")
    copy(TopicReadTrack, columns, _topic_tracks(plan, opened))
    columns = ("id", "user_id", "forum_id", "mark_time")
    copy(ForumReadTrack, columns, _forum_tracks(plan, opened))


def _topic_tracks(plan: Plan, opened: dt.datetime) -> Iterator[tuple[object, ...]]:
    size, chance = plan.size, plan.chance
    readers = [one for one in range(1, size.members + 1) if one % 4 != NEVER_READ]
    number, left = 0, size.tracks
    for rank, reader in enumerate(readers):
        even = left / (len(readers) - rank)
        many = min(int(even * chance.choice((0.3, 0.5, 1, 2.2))), size.topics, left)
        if rank == len(readers) - 1:
            many = min(left, size.topics)
        left -= many
        for topic in chance.sample(range(1, size.topics + 1), many):
            number += 1
            start = plan.topics[topic - 1].start
            when = start + chance.random() * (planned.SPAN - start)
            yield number, reader, topic, opened + dt.timedelta(seconds=when)


def _forum_tracks(plan: Plan, opened: dt.datetime) -> Iterator[tuple[object, ...]]:
    """Every tenth reader has once marked some forums as read."""
    number = 0
    for reader in range(2, plan.size.members + 1, 12):
        for forum in plan.chance.sample(range(CATEGORIES + 1, FORUMS + 1), 15):
            number += 1
            when = planned.SPAN * (0.5 + plan.chance.random() / 2)
            yield number, reader, forum, opened + dt.timedelta(seconds=when)


def _subscribe(plan: Plan) -> None:
    """Let a crowd follow the largest topic, everybody their own, and regulars many more.

    The regulars follow as many in each size: their list is as long here as there.
    """
    pairs = dict.fromkeys(
        (GIANT, member) for member in range(1, plan.size.giant_subscribers + 1)
    )
    pairs.update(
        dict.fromkeys((n, topic.poster) for n, topic in enumerate(plan.topics, 1))
    )
    for member in range(1, REGULARS + 1):
        followed = plan.chance.sample(range(GIANT + 1, plan.size.topics + 1), FOLLOWED)
        pairs.update(dict.fromkeys((topic, member) for topic in followed))
    rows = ((number, *pair) for number, pair in enumerate(pairs, 1))
    copy(Topic.subscribers.through, ("id", "topic_id", "user_id"), rows)


def _report(plan: Plan) -> None:
    newest = len(plan.posts)
    now = timezone.now()
    reasons = list(Report.Reason)
    for number in range(plan.size.reports):
        handled = number % 4 < HANDLED
        Report.objects.create(
            post_id=newest - number * 2,
            reporter_id=number % plan.size.members + 1,
            reason=reasons[number % len(reasons)],
            note="Please look at this.",
            reported_at=now - dt.timedelta(hours=number),
            state=Report.State.DISMISSED if handled else Report.State.OPEN,
            handled_at=now if handled else None,
        )


def _close_the_last_forum() -> None:
    """Let nobody but professionals read the last forum."""
    forum = Forum.objects.get(pk=planned.PROFESSIONALS_ONLY)
    group, _ = Group.objects.get_or_create(name=GROUP)
    for codename in ("can_see_forum", "can_read_forum"):
        right, _ = ForumPermission.objects.get_or_create(codename=codename)
        row = {"permission": right, "forum": forum}
        GroupForumPermission.objects.create(group=group, has_perm=True, **row)
        UserForumPermission.objects.create(
            authenticated_user=True, has_perm=False, **row
        )


def _let_experts_answer(plan: Plan) -> None:
    """Verify some members and mark an answer in every hundredth topic."""
    group = Group.objects.get(name=GROUP)
    experts = User.objects.filter(handle__startswith="crowd-").order_by("pk")[:EXPERTS]
    for user in experts:
        ProfessionalVerification.objects.create(
            user=user,
            profession="orthopedic oncologist",
            verified_by=moderator(),
            expires_on=timezone.localdate() + dt.timedelta(days=365),
        )
        user.groups.add(group)
    topics = range(GIANT + 1, plan.size.topics + 1, 100)
    answers = Post.objects.readable().filter(topic__in=topics).order_by("topic", "-pk")
    ExpertAnswer.objects.bulk_create(
        ExpertAnswer(topic_id=topic, post_id=post, profession="orthopedic oncologist")
        for post, topic in answers.distinct("topic").values_list("pk", "topic")
    )
