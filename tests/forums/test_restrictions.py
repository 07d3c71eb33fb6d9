"""Measures against members: who may take them, what they mean, how they end."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from forums.errors import (
    AlreadyHandled,
    NotAllowed,
    OutOfReach,
    OwnCase,
    ReasonMissing,
    Silenced,
)
from forums.models import ModerationAction, Restriction
from forums.moderation import decision_tasks, restrictions
from tests.forum_factories import allow, make_forum, make_member, make_post, restrict

pytestmark = pytest.mark.django_db

Kind = Restriction.Kind
WEEK = dt.timedelta(days=7)


def take(kind, member, by, reason="Be kind.", until=WEEK, **fields):
    """Take a measure of a kind."""
    end = timezone.now() + until if until else None
    return restrictions.take(
        kind, member=member, by=by, reason=reason, until=end, **fields
    )


@pytest.mark.parametrize(
    ("kind", "verb"),
    [
        (Kind.WARNING, "warn"),
        (Kind.SILENCE, "silence"),
        (Kind.SUSPENSION, "suspend"),
    ],
)
def test_measure_is_logged_and_told(member, moderator, kind, verb):
    post = make_post(poster=member)

    measure = take(kind, member, moderator, post=post)

    line = ModerationAction.objects.get()
    assert (line.verb, line.by, line.member, line.post, line.reason) == (
        verb,
        moderator,
        member,
        post,
        "Be kind.",
    )
    job = ProcrastinateJob.objects.get(task_name__endswith="tell_of_measure")
    assert job.args == {"restriction_id": measure.pk}


@pytest.mark.parametrize("kind", Kind)
def test_mail_says_why_until_when_and_how_to_appeal(member, moderator, kind):
    measure = take(kind, member, moderator)

    decision_tasks.tell_of_measure.func(restriction_id=measure.pk)
    decision_tasks.tell_of_measure.func(restriction_id=measure.pk)

    (letter,) = mail.outbox
    assert letter.to == [member.email]
    assert "Be kind." in letter.body
    assert reverse("forums:appeal", args=["measure", measure.pk]) in letter.body
    end = f"{measure.until:%H:%M}" if measure.until else "You can go on reading"
    assert end in letter.body


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("who", "by", "error"),
    [
        ("moderator", "moderator", OwnCase),
        ("editor", "moderator", OutOfReach),
        ("administrator", "moderator", OutOfReach),
        ("member", "editor", NotAllowed),
        ("member", "stranger", NotAllowed),
        ("administrator", "administrator", OwnCase),
    ],
)
def test_who_may_not(request, kind, who, by, error):
    people = {name: request.getfixturevalue(name) for name in {who, by}}

    with pytest.raises(error):
        take(kind, people[who], people[by])

    assert not Restriction.objects.exists()


def test_administrators_may_restrict_moderators(moderator, administrator):
    take(Kind.SILENCE, moderator, administrator)

    assert restrictions.in_force(moderator)


def test_a_host_of_one_forum_is_staff_too(moderator):
    host = make_member()
    allow("can_approve_posts", host, make_forum())

    with pytest.raises(OutOfReach):
        take(Kind.SILENCE, host, moderator)


def test_a_host_of_one_forum_restricts_nobody(member):
    host = make_member()
    allow("can_approve_posts", host, make_forum())

    with pytest.raises(NotAllowed):
        take(Kind.SILENCE, member, host)


def test_a_reason_is_needed(member, moderator):
    with pytest.raises(ReasonMissing):
        take(Kind.SILENCE, member, moderator, reason=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        restrict(member, reason="")


def test_the_end_lies_in_the_future(member, moderator):
    with pytest.raises(restrictions.EndsTooSoon):
        take(Kind.SILENCE, member, moderator, until=-WEEK)


@pytest.mark.parametrize("kind", [Kind.SILENCE, Kind.SUSPENSION])
def test_who_is_restricted_may_not_write(member, kind):
    restrict(member, kind)

    with pytest.raises(Silenced, match="ends on") as raised:
        restrictions.check_may_write(member)

    assert raised.value.reason == "Please keep to the rules."


def test_a_warning_only_tells(member):
    restrict(member, Kind.WARNING)

    restrictions.check_may_write(member)


def test_without_end_lasts_until_lifted(member, moderator):
    measure = restrict(member, days=None)
    with pytest.raises(Silenced, match="until a moderator lifts"):
        restrictions.check_may_write(member)

    restrictions.lift(restriction=measure, by=moderator)

    restrictions.check_may_write(member)
    with pytest.raises(AlreadyHandled):
        restrictions.lift(restriction=measure, by=moderator)
    assert ModerationAction.objects.get().verb == "lift"


def test_a_measure_ends_by_itself(member):
    now = timezone.now()
    restrict(member, since=now - 2 * WEEK, until=now - dt.timedelta(seconds=1))

    restrictions.check_may_write(member)


def test_a_second_measure_of_a_kind_replaces_the_first(member, moderator):
    first = take(Kind.SILENCE, member, moderator, until=None)
    second = take(Kind.SILENCE, member, moderator, until=WEEK)

    first.refresh_from_db()
    assert first.lifted_at
    assert restrictions.in_force(member) == [second]


def test_a_measure_leaves_those_of_another_kind_alone(member, moderator):
    closed = take(Kind.SUSPENSION, member, moderator, until=None)

    take(Kind.SILENCE, member, moderator, until=WEEK)

    assert restrictions.in_force(member)[0] == closed


@pytest.mark.parametrize(
    "kinds", [(Kind.SILENCE, Kind.SUSPENSION), (Kind.SUSPENSION, Kind.SILENCE)]
)
def test_the_hardest_measure_comes_first(member, kinds):
    for kind in kinds:
        restrict(member, kind)

    assert restrictions.in_force(member)[0].kind == Kind.SUSPENSION


def test_suspended_members_meet_the_reason_on_every_page(as_member, member):
    measure = restrict(member, Kind.SUSPENSION, reason="Threats.")

    asking = reverse("forums:ask_finish", args=["any-page"])
    for path in ("/forums/", "/forums/nowhere/", asking, reverse("forums:my_posts")):
        page = as_member.get(path)
        assert page.status_code == 403
        assert "Threats." in page.text
        assert reverse("forums:appeal", args=["measure", measure.pk]) in page.text


def test_suspended_members_reach_the_appeal_and_the_rest(as_member, member):
    measure = restrict(member, Kind.SUSPENSION)

    appeal = as_member.get(reverse("forums:appeal", args=["measure", measure.pk]))

    assert appeal.status_code == 200
    assert "Appeal to a second moderator" in appeal.text
    assert as_member.get(reverse("home")).status_code == 200
    assert as_member.get(reverse("account:overview")).status_code == 200


def test_silenced_members_read_and_are_told_on_every_page(as_member, member):
    restrict(member, Kind.SILENCE, reason="Advertising.")

    page = as_member.get(reverse("forums:index"))

    assert page.status_code == 200
    assert "Advertising." in page.text
    assert "You can read, but not write, at present." in page.text


def test_looking_costs_one_query(member, django_assert_num_queries):
    restrict(member, Kind.SILENCE)

    with django_assert_num_queries(1):
        restrictions.in_force(member)
