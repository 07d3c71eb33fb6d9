"""Followers, what a worker would do now, time that passes, and mail servers that fail."""

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

from django.core import mail
from django.core.mail.backends import locmem
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from forums.models import ForumProfile, Notification
from forums.telling import notification_tasks, notifications
from tests.forum_factories import make_member, make_post

HERE = f"{__name__}."


def follow(topic, *, count=1, **wishes):
    """Return members who follow a topic; ``wishes`` are their preferences."""
    members = [make_member(trusted=False) for _number in range(count)]
    topic.subscribers.add(*members)
    if wishes:
        ForumProfile.objects.bulk_create(
            ForumProfile(user=member, **wishes) for member in members
        )
    return members


def announced_post(topic, poster=None, **fields):
    post = make_post(topic, poster, **fields)
    with transaction.atomic():
        notifications.announce(post=post)
    return post


def jobs_waiting(task=None):
    found = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    return list(found.filter(task_name=task.name) if task else found)


def work():
    """Do the jobs about posts that wait, those they enqueue too, as a worker would."""
    while todo := [job for job in jobs_waiting() if is_about_posts(job)]:
        for job in todo:
            ProcrastinateJob.objects.filter(pk=job.pk).delete()
            app.tasks[job.task_name](**job.args)


def is_about_posts(job):
    return app.tasks[job.task_name].func.__module__ == notification_tasks.__name__


def sweep():
    notification_tasks.mail_what_waited()


def minutes_pass(minutes):
    """Move everything that happened into the past."""
    shift = dt.timedelta(minutes=minutes)
    Notification.objects.update(
        created_at=F("created_at") - shift,
        claimed_at=F("claimed_at") - shift,
        mailed_at=F("mailed_at") - shift,
    )
    ForumProfile.objects.update(
        mailed_at=F("mailed_at") - shift, digested_at=F("digested_at") - shift
    )


def told():
    """Return the addresses that mails went to, in order."""
    return sorted(address for one in mail.outbox for address in one.to)


class Killed(BaseException):
    """What `kill -9` looks like from inside: nothing catches it."""


class Refuses(locmem.EmailBackend):
    """A mail server that takes no mail for some addresses, for ``code`` reasons."""

    refused = set()
    code = 550

    def send_messages(self, messages):
        for message in messages:
            if self.refused.intersection(message.to):
                answer = (self.code, b"no such mailbox")
                raise SMTPRecipientsRefused(dict.fromkeys(message.to, answer))
        return super().send_messages(messages)


class Dies(locmem.EmailBackend):
    """Takes so many mails; with the next one the worker dies before it can note it."""

    left = 0

    def send_messages(self, messages):
        sent = super().send_messages(messages)
        type(self).left -= 1
        if type(self).left < 0:
            raise Killed
        return sent


class HangsUp(locmem.EmailBackend):
    """Takes so many mails and is gone then."""

    left = 0

    def send_messages(self, messages):
        type(self).left -= 1
        if type(self).left < 0:
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)


class Closed(locmem.EmailBackend):
    """Cannot even be reached."""

    def open(self):
        raise ConnectionRefusedError
