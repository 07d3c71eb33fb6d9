"""From a post to mails: one for each person, together when many come, none lost or doubled."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from forums.models import (
    ForumFollow,
    ForumProfile,
    Mention,
    Mute,
    Notification,
    Post,
    Restriction,
)
from forums.telling import notification_tasks
from portal.accounts.models import User
from tests.forum_factories import close_to, make_member, make_post, make_topic, restrict
from tests.forums.mailing import (
    announced_post,
    follow,
    minutes_pass,
    sweep,
    told,
    work,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic()


def waiting():
    return Notification.objects.filter(mailed_at__isnull=True).count()


def test_everybody_gets_one_mail(topic):
    members = follow(topic, count=3)
    announced_post(topic)

    work()

    assert told() == sorted(member.email for member in members)
    assert waiting() == 0


def test_nobody_gets_a_second_mail_when_every_job_runs_twice(topic):
    follow(topic, count=3)
    post = announced_post(topic)
    work()
    first, last = Notification.objects.order_by("pk").values_list("pk", flat=True)[::2]

    notification_tasks.fan_out(post.pk)
    notification_tasks.mail_batch(post.pk, first, last)
    work()
    minutes_pass(60)
    sweep()

    assert len(mail.outbox) == 3


def test_thirty_answers_in_a_minute_are_two_mails(topic):
    follow(topic)
    for _number in range(30):
        announced_post(topic)
        work()
    sweep()
    assert len(mail.outbox) == 1

    minutes_pass(16)
    sweep()
    sweep()

    assert [one.subject for one in mail.outbox] == [
        "New answer in a discussion you follow",
        "New answers in a discussion you follow",
    ]
    assert "29 new answers" in mail.outbox[1].body
    assert waiting() == 0


def test_who_got_a_mail_just_now_waits_and_others_do_not(topic):
    (first,) = follow(topic)
    announced_post(topic)
    work()
    (second,) = follow(topic)
    mail.outbox.clear()

    announced_post(topic)
    work()

    assert told() == [second.email]
    minutes_pass(16)
    sweep()
    assert told() == sorted([first.email, second.email])


def at(hour, minute=0):
    return timezone.now().replace(hour=hour, minute=minute, second=0, microsecond=0)


def test_once_a_day_means_at_five_in_the_afternoon(topic, monkeypatch):
    follow(topic, notify_replies="daily")
    for _number in range(2):
        announced_post(topic)
    work()
    Notification.objects.update(created_at=at(12))
    clock = [at(16, 55), at(17, 0), at(17, 5), at(17, 30)]
    found = []

    for now in clock:
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        sweep()
        found.append(len(mail.outbox))

    assert found == [0, 1, 1, 1]
    assert "2 new answers" in mail.outbox[0].body


def test_once_a_day_is_not_lost_when_a_mention_came_just_before(topic, monkeypatch):
    (member,) = follow(topic, notify_replies="daily")
    announced_post(topic)
    work()
    Notification.objects.update(created_at=at(12))
    ForumProfile.objects.filter(user=member).update(mailed_at=at(16, 55))
    found = []

    for now in (at(17, 0), at(17, 10)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        sweep()
        found.append(len(mail.outbox))

    assert found == [0, 1]


def test_a_mention_does_not_wait_for_the_afternoon(topic):
    (member,) = follow(topic, notify_replies="daily")
    post = make_post(topic)
    Mention.objects.create(post=post, member=member)

    notification_tasks.fan_out(post.pk)
    work()

    assert [one.subject for one in mail.outbox] == [
        "An answer in a discussion you follow mentions or quotes you"
    ]


# --- Between the note and the mail ------------------------------------------------------


def post_removed(topic, member, post):
    Post.objects.filter(pk=post.pk).update(
        removal="moderator", removed_at=timezone.now()
    )


def topic_hidden(topic, member, post):
    type(topic).objects.filter(pk=topic.pk).update(approved=False)


def forum_closed(topic, member, post):
    close_to(topic.forum, member)


def member_left(topic, member, post):
    User.objects.filter(pk=member.pk).update(
        is_active=False, anonymised_at=timezone.now()
    )


def suspended(topic, member, post):
    restrict(member, Restriction.Kind.SUSPENSION)


def muted(topic, member, post):
    Mute.objects.create(member=member, muted=post.poster)


def unfollowed(topic, member, post):
    topic.subscribers.remove(member)


def never_wanted(topic, member, post):
    ForumProfile.objects.update_or_create(
        user=member, defaults={"notify_replies": "never"}
    )


@pytest.mark.parametrize(
    "happens",
    [
        *(post_removed, topic_hidden, forum_closed, member_left, suspended, muted),
        *(unfollowed, never_wanted),
    ],
)
def test_what_changed_since_is_heeded(topic, happens):
    (member,) = follow(topic)
    post = announced_post(topic)
    notification_tasks.fan_out(post.pk)
    happens(topic, member, post)

    work()

    assert mail.outbox == []
    assert not Notification.objects.exists()


def test_unfollowing_a_forum_is_heeded_too(topic):
    watcher = make_member()
    row = ForumFollow.objects.create(member=watcher, forum=topic.forum)
    notification_tasks.fan_out(topic.first_post_id)
    row.delete()

    work()

    assert mail.outbox == []


def test_what_cannot_be_mailed_for_days_is_given_up_and_old_notes_are_forgotten(topic):
    follow(topic, count=3)
    post = announced_post(topic)
    notification_tasks.fan_out(post.pk)
    sent, stuck, young = Notification.objects.order_by("pk")
    long_ago = timezone.now() - dt.timedelta(days=31)
    Notification.objects.filter(pk=sent.pk).update(mailed_at=long_ago)
    Notification.objects.filter(pk=stuck.pk).update(created_at=long_ago)

    notification_tasks.forget_notifications()

    assert [*Notification.objects.all()] == [young]
