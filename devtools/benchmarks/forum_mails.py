"""An answer that 2,500 members follow: what its writer waits for, and what the worker does."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from http import HTTPStatus
from itertools import cycle

from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from devtools.benchmarks import Benchmark, register
from forums.models import Forum, ForumProfile, Notification, Topic
from forums.telling import delivery, notification_tasks
from portal.accounts.models import User

FOLLOWERS, WRITERS = 2_500, 40
NAME = "Benchmark of mails"
WORDS = "Thank you. That helped me more than the leaflet did, and I slept again."
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@register
def a_followed_discussion() -> list[Benchmark]:
    """Measure the answer first: it is the one that somebody waits for."""
    quiet, followed = _topics()
    followed.subscribers.add(*_followers())
    writers = [_member(f"bench-writer-{number}") for number in range(WRITERS)]
    return [
        Benchmark("reply, nobody follows", _answering(quiet, writers), rounds=60),
        Benchmark(
            f"reply, {FOLLOWERS} follow", _answering(followed, writers), rounds=60
        ),
        Benchmark(f"fan-out to {FOLLOWERS}", _fan_out(followed), rounds=5),
        Benchmark(f"{FOLLOWERS} mails, not sent", _mails(followed), rounds=3),
    ]


@transaction.atomic
def _topics() -> list[Topic]:
    """Begin anew with two questions: the database may have been here before."""
    Forum.objects.filter(name=NAME).delete()
    User.objects.filter(handle__startswith="bench-").delete()
    forum = Forum.objects.create(name=NAME, type=Forum.FORUM_POST)
    asker = _member("bench-asker")
    topics = [
        Topic.objects.create(
            forum=forum,
            poster=asker,
            subject=title,
            type=Topic.TOPIC_POST,
            status=Topic.TOPIC_UNLOCKED,
        )
        for title in ("A question", "A question that many follow")
    ]
    for topic in topics:
        topic.posts.create(poster=asker, subject=topic.subject, content=WORDS)
    return topics


def _member(handle: str) -> User:
    """Return a member who may write without waiting for a moderator."""
    long_ago = timezone.now() - dt.timedelta(days=400)
    user = User.objects.create(
        email=f"{handle}@example.org", handle=handle, date_joined=long_ago
    )
    ForumProfile.objects.create(
        user=user,
        topics_entered=500,
        posts_read=5_000,
        days_visited=200,
        posts_count=50,
        safety_card_seen_at=timezone.now(),
    )
    return user


def _followers() -> list[User]:
    followers = User.objects.bulk_create(
        User(email=f"follower{number}@example.org", handle=f"bench-follower-{number}")
        for number in range(FOLLOWERS)
    )
    ForumProfile.objects.bulk_create(ForumProfile(user=user) for user in followers)
    return followers


def _answering(topic: Topic, writers: list[User]) -> Callable[[], object]:
    clients = []
    for writer in writers:
        client = Client(SERVER_NAME="localhost")
        client.force_login(writer)
        clients.append(client)
    next_client = cycle(clients)
    address = reverse("forums:reply", args=[topic.pk])

    def once() -> object:
        sent = {"text": WORDS, "token": str(uuid.uuid4())}
        response = next(next_client).post(address, sent)
        if response.status_code != HTTPStatus.FOUND:
            raise RuntimeError(f"{address} answers {response.status_code}")
        return response

    return once


def _fan_out(topic: Topic) -> Callable[[], object]:
    def once() -> object:
        Notification.objects.all().delete()
        post = topic.posts.latest("pk")
        notification_tasks.fan_out(post.pk)
        return post

    return once


def _mails(topic: Topic) -> Callable[[], object]:
    prepare = _fan_out(topic)

    def once() -> object:
        prepare()
        ForumProfile.objects.update(mailed_at=None)
        with override_settings(EMAIL_BACKEND=NOWHERE):
            notification_tasks.mail_what_waited()
        if delivery.members_due():
            raise RuntimeError("Some mails were not sent.")
        return None

    return once
