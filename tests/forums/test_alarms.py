"""Mail when something waits longer than promised."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forums.models import Appeal, Letter, Report, Restriction
from forums.moderation import alarm_tasks
from tests.forum_factories import (
    allow,
    make_forum,
    make_member,
    make_post,
    make_report,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db


def ago(hours):
    return timezone.now() - dt.timedelta(hours=hours)


def late_report(hours=25, **fields):
    return make_report(make_post(**fields), reported_at=ago(hours))


def called():
    """Raise alarms and return whom the jobs are for."""
    before = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    alarm_tasks.raise_alarms()
    jobs = ProcrastinateJob.objects.exclude(pk__in=before)
    assert {job.task_name for job in jobs} <= {alarm_tasks.mail_alarm.name}
    return {job.args["moderator_id"] for job in jobs}


def test_nobody_is_called_in_time(moderator):
    late_report(23)

    assert called() == set()


def test_moderators_are_called_once_an_hour_for_each_post(moderator):
    late_report()

    assert called() == {moderator.pk}
    assert called() == set()
    Letter.objects.update(sent_at=ago(1.01))
    assert called() == {moderator.pk}


def test_another_late_post_calls_again(moderator):
    late_report()
    called()
    late_report()

    assert called() == {moderator.pk}


def test_administrators_are_called_at_twice_the_target(moderator, administrator):
    late_report(25)
    assert called() == {moderator.pk}

    late_report(49)
    assert called() == {moderator.pk, administrator.pk}


def test_without_moderators_administrators_are_called(administrator):
    late_report(25)

    assert called() == {administrator.pk}


def test_who_is_suspended_is_not_called_and_does_not_count(moderator, administrator):
    restrict(moderator, Restriction.Kind.SUSPENSION, by=administrator)
    late_report(25)

    assert called() == {administrator.pk}


def test_a_host_is_called_for_own_forums_only():
    own, host = make_forum(), make_member()
    allow("can_approve_posts", host, own)
    late_report(25)
    assert called() == set()

    late_report(25, topic=make_topic(own))
    assert called() == {host.pk}


@pytest.mark.parametrize("who", ["moderator", "stranger"])
def test_appeals_call_those_who_may_decide(request, moderator, who):
    measure = restrict(make_member(), by=request.getfixturevalue(who))
    Appeal.objects.create(
        member=measure.member, restriction=measure, text="x", made_at=ago(73)
    )

    assert called() == ({moderator.pk} if who == "stranger" else set())


def test_mail_counts_and_quotes_nothing(moderator):
    late_report(25, text="Secret words.")
    make_report(
        make_post(title="Secret title"),
        reason=Report.Reason.SELF_HARM,
        reported_at=ago(2),
    )
    make_post(approved=False, created=ago(13))

    alarm_tasks.mail_alarm.func(moderator_id=moderator.pk)

    (letter,) = mail.outbox
    assert letter.to == [moderator.email]
    assert letter.subject.startswith("Somebody may be in danger")
    assert "1 reported post" in letter.body
    assert "1 post waiting for approval" in letter.body
    assert "Secret" not in letter.body
    assert "the-" not in letter.body


def test_no_mail_when_it_was_done_meanwhile(moderator):
    late_report(23)

    alarm_tasks.mail_alarm.func(moderator_id=moderator.pk)

    assert mail.outbox == []
