"""Counters after whatever happens, and the command that looks whether they hold."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums import counting, recounting
from forums.models import Forum, ForumProfile, Post, Topic
from tests.forum_factories import make_forum, make_member, make_post, make_topic

pytestmark = pytest.mark.django_db


def told(*arguments):
    """Run the command; return what it says and the code it exits with."""
    out = StringIO()
    try:
        call_command("forum_recount", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), error.returncode
    return out.getvalue(), 0


@pytest.fixture
def settled():
    """A topic with two posts, every counter right."""
    topic = make_topic()
    make_post(topic)
    counting.recount_members(Post.objects.values_list("poster", flat=True))
    topic.refresh_from_db()
    return topic


def test_right_counters_are_left_alone(settled):
    assert told() == ("All counters are right.\n", 0)


def test_a_member_of_many_posts_is_counted_without_reading_them(settled):
    with CaptureQueriesContext(connection) as queries:
        counting.recount_members([settled.poster_id])
    (count,) = [query["sql"] for query in queries if "COUNT(" in query["sql"]]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {count}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Only Scan using post_poster_newest" in plan


def test_wrong_counters_are_told_and_put_right(settled):
    Topic.objects.filter(pk=settled.pk).update(posts_count=7, last_post_on=None)
    empty = make_forum()
    Forum.objects.filter(pk=empty.pk).update(direct_posts_count=9)
    ForumProfile.objects.filter(user=settled.poster).update(posts_count=3)

    words, code = told()

    assert code == 1
    assert f"topic {settled.pk}: stored 7, None, counted 2, " in words
    assert f"forum {empty.pk}: stored 0, 9, None, counted 0, 0, None" in words
    assert f"member {settled.poster_id}: stored 3, counted 1" in words
    assert "put right" in words
    assert told() == ("All counters are right.\n", 0)


def test_a_dry_run_changes_nothing(settled):
    Topic.objects.filter(pk=settled.pk).update(posts_count=7)

    words, code = told("--dry-run")

    assert (code, "found" in words) == (1, True)
    assert Topic.objects.get(pk=settled.pk).posts_count == 7


def test_a_row_without_posts_counts_none():
    forum = make_forum()
    Forum.objects.filter(pk=forum.pk).update(direct_posts_count=5)

    told()

    assert Forum.objects.get(pk=forum.pk).direct_posts_count == 0


def test_an_older_post_that_appears_later_is_not_the_last():
    topic = make_topic()
    early = make_post(topic, approved=False)
    last = make_post(topic)
    Post.objects.filter(pk=early.pk).update(approved=True)
    early.refresh_from_db()

    counting.count_post(early)

    topic.refresh_from_db()
    topic.forum.refresh_from_db()
    assert (topic.posts_count, topic.last_post) == (3, last)
    assert (topic.forum.direct_posts_count, topic.forum.last_post) == (3, last)


def test_counting_never_touches_how_often_a_topic_was_seen():
    topic = make_topic()
    Topic.objects.filter(pk=topic.pk).update(views_count=5)

    make_post(topic)
    counting.recount_topic(Topic.objects.get(pk=topic.pk))

    assert Topic.objects.get(pk=topic.pk).views_count == 5


def test_a_member_without_a_profile_gets_one():
    ann = make_member(trusted=False)

    counting.add_to_member(ann.pk, 1)
    counting.add_to_member(ann.pk, -5)

    assert ForumProfile.objects.get(user=ann).posts_count == 0


def test_a_forum_whose_topics_are_hidden_is_empty():
    topic = make_topic()
    Topic.objects.filter(pk=topic.pk).update(approved=False)

    counting.recount_forum(topic.forum)

    forum = Forum.objects.get(pk=topic.forum_id)
    assert (forum.direct_topics_count, forum.last_post_on) == (0, None)


def test_differences_take_six_queries(settled, django_assert_num_queries):
    with django_assert_num_queries(6):
        assert list(recounting.differences()) == []


def test_a_moved_time_is_a_difference(settled):
    later = timezone.now() + dt.timedelta(hours=1)
    Topic.objects.filter(pk=settled.pk).update(last_post_on=later)

    found = list(recounting.differences())

    assert {one.model for one in found} == {Topic, Forum}
