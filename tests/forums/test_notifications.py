"""Who is noted down to hear of a post: each person once, for the nearest reason."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forums.models import (
    ForumFollow,
    ForumProfile,
    Mention,
    Mute,
    Notification,
    Post,
    Quotation,
    Restriction,
)
from forums.telling import notification_tasks, notifications
from portal.accounts.models import User
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
    restrict,
)
from tests.forums.mailing import announced_post, follow, jobs_waiting

pytestmark = pytest.mark.django_db

Kind = Notification.Kind


@pytest.fixture
def topic():
    return make_topic(make_forum())


def noted(post):
    """Return member → kind after the fan-out."""
    notification_tasks.fan_out(post.pk)
    return dict(Notification.objects.filter(post=post).values_list("member", "kind"))


def test_the_poster_pays_for_one_job_however_many_follow(
    topic, django_assert_num_queries
):
    follow(topic, count=30)
    post = make_post(topic)

    with django_assert_num_queries(1):
        notifications.announce(post=post)

    (job,) = jobs_waiting()
    assert (job.task_name, job.args) == (
        notification_tasks.fan_out.name,
        {"post_id": post.pk},
    )


def test_an_answer_costs_its_writer_the_same_with_one_follower_and_many(topic, client):
    client.force_login(make_member())
    found = []
    for count in (1, 1, 60):
        follow(topic, count=count)
        with CaptureQueriesContext(connection) as queries:
            response = client.post(
                reverse("forums:reply", args=[topic.pk]),
                {"text": "It helped.", "token": str(uuid.uuid4())},
            )
        found.append((response.status_code, len(queries)))

    assert found[1] == found[2]
    assert found[0][0] == 302
    assert [job.task_name for job in jobs_waiting()] == [
        notification_tasks.fan_out.name
    ] * 3


def test_followers_of_a_discussion_hear_of_an_answer(topic):
    first, second = follow(topic, count=2)

    found = noted(make_post(topic))

    assert found == {first.pk: Kind.REPLY, second.pk: Kind.REPLY}


def test_the_author_hears_nothing(topic):
    (author,) = follow(topic)

    assert noted(make_post(topic, author)) == {}


def test_followers_of_a_forum_hear_of_new_discussions_alone(topic):
    watcher = make_member()
    ForumFollow.objects.create(member=watcher, forum=topic.forum)

    assert noted(topic.first_post) == {watcher.pk: Kind.TOPIC}
    assert noted(make_post(topic)) == {}


def test_who_is_mentioned_or_quoted_hears_without_following(topic):
    mentioned, quoted = make_member(), make_post(topic)
    post = make_post(topic)
    Mention.objects.create(post=post, member=mentioned)
    Quotation.objects.create(post=post, quoted=quoted)

    assert noted(post) == {
        mentioned.pk: Kind.MENTION,
        quoted.poster_id: Kind.MENTION,
    }


def test_the_nearest_reason_wins(topic):
    (both,) = follow(topic)
    ForumFollow.objects.create(member=both, forum=topic.forum)

    assert noted(topic.first_post) == {both.pk: Kind.REPLY}

    post = make_post(topic)
    Mention.objects.create(post=post, member=both)
    assert noted(post) == {both.pk: Kind.MENTION}


def test_who_quotes_oneself_hears_nothing(topic):
    own = make_post(topic)
    again = make_post(topic, own.poster)
    Quotation.objects.create(post=again, quoted=own)

    assert noted(again) == {}


@pytest.mark.parametrize(
    ("wishes", "as_follower", "as_mentioned"),
    [
        ({}, Kind.REPLY, Kind.MENTION),
        ({"notify_replies": "daily"}, Kind.REPLY, Kind.MENTION),
        ({"notify_replies": "never"}, None, Kind.MENTION),
        ({"notify_mentions": False}, Kind.REPLY, Kind.REPLY),
        ({"notify_replies": "never", "notify_mentions": False}, None, None),
    ],
)
def test_wishes_are_kept(topic, wishes, as_follower, as_mentioned):
    (member,) = follow(topic, **wishes)
    plain, mentioning = make_post(topic), make_post(topic)
    Mention.objects.create(post=mentioning, member=member)

    assert noted(plain).get(member.pk) == as_follower
    assert noted(mentioning).get(member.pk) == as_mentioned


def departed(member, author):
    User.objects.filter(pk=member.pk).update(
        is_active=False, anonymised_at=timezone.now()
    )


def locked_out(member, author):
    User.objects.filter(pk=member.pk).update(is_active=False)


def suspended(member, author):
    restrict(member, Restriction.Kind.SUSPENSION)


def suspended_for_good(member, author):
    restrict(member, Restriction.Kind.SUSPENSION, days=None)


def muting(member, author):
    Mute.objects.create(member=member, muted=author)


@pytest.mark.parametrize(
    "happens", [departed, locked_out, suspended, suspended_for_good, muting]
)
def test_who_should_not_hear_does_not(topic, happens):
    member, other = follow(topic, count=2)
    post = make_post(topic)
    Mention.objects.create(post=post, member=member)
    happens(member, post.poster)

    assert noted(post) == {other.pk: Kind.REPLY}


def silenced(member, author):
    restrict(member)


def suspended_once(member, author):
    restrict(member, Restriction.Kind.SUSPENSION, lifted_at=timezone.now())


def muted_by_the_author(member, author):
    Mute.objects.create(member=author, muted=member)


@pytest.mark.parametrize("happens", [silenced, suspended_once, muted_by_the_author])
def test_who_may_read_hears(topic, happens):
    (member,) = follow(topic)
    post = make_post(topic)
    happens(member, post.poster)

    assert noted(post) == {member.pk: Kind.REPLY}


def test_nothing_leaves_a_forum_for_professionals(topic):
    professional, former = follow(topic, count=2)
    group = Group.objects.create(name="Those who know")
    professional.groups.add(group)
    close_to(topic.forum)
    allow("can_read_forum", group, topic.forum)
    post = make_post(topic)
    Mention.objects.create(post=post, member=former)

    assert noted(post) == {professional.pk: Kind.REPLY}


@pytest.mark.parametrize(
    "fields", [{"approved": False}, {"removal": "author"}, {"removal": "moderator"}]
)
def test_a_post_that_nobody_can_read_is_told_to_nobody(topic, fields):
    follow(topic)

    assert noted(make_post(topic, **fields)) == {}


def test_an_answer_in_a_hidden_discussion_is_told_to_nobody(topic):
    follow(topic)
    post = make_post(topic)
    Post.objects.filter(pk=topic.first_post_id).update(approved=False)
    type(topic).objects.filter(pk=topic.pk).update(approved=False)

    assert noted(post) == {}


def test_a_second_run_adds_neither_people_nor_jobs(topic):
    follow(topic, count=3)
    post = announced_post(topic)
    first = noted(post)
    jobs = jobs_waiting(notification_tasks.mail_batch)
    follow(topic)

    assert noted(post) == first
    assert jobs_waiting(notification_tasks.mail_batch) == jobs


def test_an_old_post_that_comes_back_is_told_to_nobody(topic):
    """What was noted for it has been forgotten, so nobody knows who was told."""
    follow(topic)
    post = make_post(topic, created=timezone.now() - dt.timedelta(days=31))

    assert noted(post) == {}


def test_mails_are_left_to_jobs_of_a_hundred(topic):
    follow(topic, count=230)
    post = make_post(topic)

    notification_tasks.fan_out(post.pk)

    jobs = jobs_waiting(notification_tasks.mail_batch)
    rows = Notification.objects.filter(post=post)
    sizes = [
        rows.filter(pk__range=(job.args["first_id"], job.args["last_id"])).count()
        for job in jobs
    ]
    assert sizes == [100, 100, 30]


@pytest.mark.parametrize("count", [1, 60])
def test_more_followers_cost_no_more_queries(topic, django_assert_num_queries, count):
    follow(topic, count=count)
    post = make_post(topic)

    with django_assert_num_queries(15):
        notification_tasks.fan_out(post.pk)


@pytest.mark.parametrize("wishes", [None, {}, {"follows_own_discussions": True}])
def test_who_writes_follows(topic, wishes):
    member = make_member(trusted=False)
    if wishes is not None:
        ForumProfile.objects.create(user=member, **wishes)

    notifications.follow_after_posting(topic=topic, member=member)
    notifications.follow_after_posting(topic=topic, member=member)

    assert [*topic.subscribers.all()] == [member]


def test_who_does_not_want_to_follow_by_writing_does_not(topic):
    member = make_member(trusted=False)
    ForumProfile.objects.create(user=member, follows_own_discussions=False)

    notifications.follow_after_posting(topic=topic, member=member)

    assert not topic.subscribers.exists()
