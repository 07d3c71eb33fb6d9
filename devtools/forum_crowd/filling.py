"""Fills a migrated database without forums, from the plan to the statistics."""

from __future__ import annotations

from django.db import connection, transaction

from devtools.console import Trouble, say, step
from devtools.forum_crowd import company, counters
from devtools.forum_crowd.loading import bare, number_on, tell_planner
from devtools.forum_crowd.plan import Plan, Size
from devtools.forum_crowd.tables import Writer
from forums.models import (
    Forum,
    ForumProfile,
    ForumReadTrack,
    Mention,
    Post,
    Quotation,
    Topic,
    TopicReadTrack,
)
from portal.accounts.models import User

LARGE = (
    *(Topic, Post, ForumProfile, ForumReadTrack, TopicReadTrack, Mention, Quotation),
    Topic.subscribers.through,
)


def fill(size: Size) -> None:
    """Write the forums of a size; raises Trouble where there are some already."""
    if Post.objects.exists() or Forum.objects.exists() or User.objects.exists():
        raise Trouble("This database has members or forums already. Name an empty one.")
    with step(f"Writing {size.posts:,} posts"), transaction.atomic():
        write(size)
    with step("Counting anew"):
        tell_planner()
        if wrong := counters.wrong():
            raise Trouble(f"The generator counted wrong: {wrong}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (room,) = cursor.fetchone()
    say(f"The forums of size “{size.name}” take {room} on the disk.")


def write(size: Size) -> None:
    plan = Plan(size)
    writer = Writer(plan)
    topics, readable = writer.tally()
    with bare((*LARGE, Forum)):
        writer.members(readable)
        writer.forums(topics)
        writer.topics(topics)
        writer.posts()
        number_on((*LARGE, User, Forum))
        company.make_moderator()
        company.write(plan, writer.opened)
    number_on(LARGE)
