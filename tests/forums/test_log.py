"""The log of moderation: only added to, read by moderators, searched."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from forums.models import ModerationAction
from forums.moderation import log
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
)

pytestmark = pytest.mark.django_db

Verb = ModerationAction.Verb
PAGE = "forums:moderation_log"


def entry(by, verb=Verb.HIDE, **fields):
    post = make_post(**fields)
    return log.record(verb, by=by, member=post.poster, post=post, reason="Noise.")


def test_a_line_cannot_be_deleted(moderator):
    line = entry(moderator)

    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        line.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAction.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "approve"},
        {"by": None},
        {"at": "2020-01-01T00:00Z"},
        {"member": None},
        {"post": None},
        {"topic": None},
    ],
)
def test_a_line_cannot_be_changed(moderator, change):
    line = entry(moderator)

    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationAction.objects.filter(pk=line.pk).update(**change)


def test_erasure_may_blank_a_reason(moderator):
    line = entry(moderator)

    ModerationAction.objects.filter(pk=line.pk).update(reason="")

    line.refresh_from_db()
    assert line.reason == ""


def test_page_shows_who_did_what_why(as_moderator, moderator):
    line = entry(moderator)

    page = as_moderator.get(reverse(PAGE))

    for words in ("the-moderator", "removed a post", line.member.handle, "Noise."):
        assert words in page.text


def test_filters(as_moderator, moderator, administrator):
    entry(moderator, Verb.APPROVE)
    line = entry(administrator)

    def shown(**query):
        page = as_moderator.get(reverse(PAGE), query)
        return {one.pk for one in page.context["lines"]}

    assert len(shown()) == 2
    assert shown(verb="hide") == {line.pk}
    assert shown(by="The-Administrator") == {line.pk}
    assert shown(member=line.member.handle) == {line.pk}
    assert shown(verb="lock") == set()
    assert len(shown(verb="nonsense")) == 2


def test_a_host_reads_the_lines_of_own_forums(client, moderator):
    host, own = make_member(), make_forum()
    allow("can_approve_posts", host, own)
    line = entry(moderator, topic=make_topic(own))
    entry(moderator)
    log.record(Verb.WARN, by=moderator, member=make_member(), reason="Private.")
    client.force_login(host)

    page = client.get(reverse(PAGE))

    assert [one.pk for one in page.context["lines"]] == [line.pk]


def test_forums_that_one_may_not_read_stay_closed_here_too(as_moderator, moderator):
    closed, _open = make_forum(), make_forum()
    close_to(closed, moderator)
    entry(moderator, topic=make_topic(closed))

    assert not as_moderator.get(reverse(PAGE)).context["lines"]


def test_members_do_not_read_it(as_member, moderator):
    entry(moderator)

    assert as_member.get(reverse(PAGE)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(
    as_moderator, moderator, django_assert_num_queries, count
):
    for _ in range(count):
        entry(moderator)
    as_moderator.get(reverse(PAGE))

    with django_assert_num_queries(10):
        as_moderator.get(reverse(PAGE))
