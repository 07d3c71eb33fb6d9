"""When things go wrong, and when they come all at once: no mail lost, and none doubled."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction

from forums.models import ForumProfile, Notification
from forums.telling import delivery, notification_tasks
from tests.forum_factories import make_post, make_topic
from tests.forums import mailing
from tests.forums.mailing import (
    announced_post,
    follow,
    jobs_waiting,
    minutes_pass,
    sweep,
    told,
    work,
)
from tests.mail_backends import deliver_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic()


def waiting():
    return Notification.objects.filter(mailed_at__isnull=True).count()


def test_a_mailbox_that_is_gone_stops_nobody_else(topic, settings, monkeypatch):
    members = follow(topic, count=4)
    deliver_by(settings, mailing.HERE + "Refuses")
    monkeypatch.setattr(mailing.Refuses, "refused", {members[1].email})
    announced_post(topic)

    work()

    others = {member.email for member in members} - {members[1].email}
    assert told() == sorted(others)
    assert waiting() == 0  # given up: it will never work


def test_a_mailbox_that_is_full_is_tried_again_alone(topic, settings, monkeypatch):
    members = follow(topic, count=4)
    deliver_by(settings, mailing.HERE + "Refuses")
    monkeypatch.setattr(mailing.Refuses, "refused", {members[1].email})
    monkeypatch.setattr(mailing.Refuses, "code", 452)
    announced_post(topic)
    work()
    sent = len(mail.outbox)
    monkeypatch.setattr(mailing.Refuses, "refused", set())

    minutes_pass(16)
    sweep()
    sweep()

    assert sent == 3
    assert told() == sorted(member.email for member in members)


def test_when_the_mail_server_hangs_up_the_rest_is_sent_later(
    topic, settings, monkeypatch
):
    members = follow(topic, count=4)
    deliver_by(settings, mailing.HERE + "HangsUp")
    monkeypatch.setattr(mailing.HangsUp, "left", 2)
    announced_post(topic)
    work()
    sent = len(mail.outbox)
    monkeypatch.setattr(mailing.HangsUp, "left", 99)

    minutes_pass(16)
    sweep()

    assert sent == 2
    assert told() == sorted(member.email for member in members)


def test_when_there_is_no_mail_server_mails_wait(topic, settings):
    follow(topic, count=2)
    usual = deliver_by(settings, mailing.HERE + "Closed")
    announced_post(topic)
    work()
    usual()

    minutes_pass(16)
    sweep()

    assert len(mail.outbox) == 2


def test_a_worker_that_dies_after_sending_repeats_the_same_mail(
    topic, settings, monkeypatch
):
    """The worst case: mail servers may know the double by its Message-ID."""
    members = follow(topic, count=3)
    usual = deliver_by(settings, mailing.HERE + "Dies")
    monkeypatch.setattr(mailing.Dies, "left", 1)
    announced_post(topic)
    with pytest.raises(mailing.Killed):
        work()
    usual()
    announced_post(topic)
    work()
    sweep()
    assert len(mail.outbox) == 2

    minutes_pass(16)
    sweep()

    first, second = mail.outbox[:2], mail.outbox[2:]
    assert told() == sorted(
        [member.email for member in members] + [one.to[0] for one in first]
    )
    names = {one.extra_headers["Message-ID"] for one in second}
    assert {one.extra_headers["Message-ID"] for one in first} < names
    minutes_pass(16)
    sweep()
    assert waiting() == 0
    assert len(mail.outbox) == 8  # the answer that came meanwhile, by itself


# --- Many, and at once ------------------------------------------------------------------


def test_a_hundred_mails_cost_queries_for_the_batch_not_for_each(
    topic, django_assert_max_num_queries
):
    follow(topic, count=100)
    post = announced_post(topic)
    notification_tasks.fan_out(post.pk)
    ids = Notification.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ids[0], ids[99]

    with django_assert_max_num_queries(30):
        notification_tasks.mail_batch(post.pk, first, last)

    assert len(mail.outbox) == 100


def side_by_side(*functions):
    """Run functions at the same moment, each with a connection of its own."""
    barrier, problems = threading.Barrier(len(functions)), []

    def run(function):
        try:
            barrier.wait()
            function()
        except Exception as problem:  # noqa: BLE001  told to the test, which fails
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.django_db(transaction=True)
def test_fan_outs_side_by_side_leave_one_job_for_each_hundred():
    topic = make_topic()
    follow(topic, count=120)
    post = make_post(topic)

    side_by_side(*[lambda: notification_tasks.fan_out(post.pk)] * 4)

    assert Notification.objects.count() == 120
    assert len(jobs_waiting(notification_tasks.mail_batch)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_side_by_side_send_one_mail_to_each():
    topic = make_topic()
    members = follow(topic, count=40)
    post = announced_post(topic)

    def whole_way():
        notification_tasks.fan_out(post.pk)
        rows = Notification.objects.filter(post=post).order_by("pk")
        notification_tasks.mail_batch(post.pk, rows.first().pk, rows.last().pk)
        sweep()

    side_by_side(whole_way, whole_way, whole_way)
    work()
    sweep()

    assert Notification.objects.count() == 40
    assert told() == sorted(member.email for member in members)
    assert not Notification.objects.filter(mailed_at__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_whom_another_worker_writes_to_is_left_to_it():
    topic = make_topic()
    (member,) = follow(topic, titles_in_mails=True)
    notification_tasks.fan_out(make_post(topic).pk)
    held, done = threading.Event(), threading.Event()

    @transaction.atomic
    def other_worker():
        list(ForumProfile.objects.select_for_update().filter(user=member))
        held.set()
        done.wait(60)

    def this_worker():
        held.wait(60)
        sweep()
        done.set()

    side_by_side(other_worker, this_worker)
    assert mail.outbox == []
    sweep()
    assert told() == [member.email]


@pytest.mark.django_db(transaction=True)
def test_several_answers_side_by_side_are_at_most_one_mail_to_each_at_a_time():
    topic = make_topic()
    members = follow(topic, count=15)
    posts = [announced_post(topic) for _number in range(3)]

    side_by_side(*[lambda pk=post.pk: notification_tasks.fan_out(pk) for post in posts])
    rows = {post.pk: Notification.objects.filter(post=post) for post in posts}
    side_by_side(
        *[
            lambda pk=pk, found=found: notification_tasks.mail_batch(
                pk, found.earliest("pk").pk, found.latest("pk").pk
            )
            for pk, found in rows.items()
        ]
    )

    assert told() == sorted(member.email for member in members)
    minutes_pass(16)
    sweep()
    assert waiting() == 0
    assert delivery.members_due() == []
