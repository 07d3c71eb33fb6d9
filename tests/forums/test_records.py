"""The record of a member, and measures taken from its page."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.models import Restriction
from forums.moderation import records
from forums.rules import trust
from tests.forum_factories import (
    make_member,
    make_post,
    make_report,
    restrict,
    trust_member,
)

pytestmark = pytest.mark.django_db


def page_of(member):
    return reverse("forums:member_record", args=[member.pk])


def take(browser, member, kind="silence", length="7", words="Noise.", query=""):
    return browser.post(
        page_of(member) + query,
        {
            "measure-kind": kind,
            "measure-length": length,
            "measure-words": words,
        },
    )


def test_record_tells_what_was(moderator):
    member = make_member()
    make_post(poster=member, removal="moderator")
    make_post(poster=member, approved=False)
    make_report(make_post(poster=member), state="upheld", handled_at=timezone.now())
    make_report(reporter=member, state="dismissed", handled_at=timezone.now())
    trust_member(member)
    measure = restrict(member)

    record = records.of(member)

    assert (record.taken_down, record.waiting) == (1, 1)
    assert (record.reports_upheld, record.reports_made) == (1, 1)
    assert (record.reports_made_upheld, record.in_force) == (0, [measure])
    assert record.level == trust.Level.MEMBER


@pytest.mark.parametrize("kind", Restriction.Kind)
def test_measure_from_the_page(as_moderator, member, kind):
    post = make_post(poster=member)

    answer = take(as_moderator, member, kind, query=f"?post={post.pk}")

    assert answer.url == page_of(member)
    measure = Restriction.objects.get()
    assert (measure.kind, measure.reason, measure.post) == (kind, "Noise.", post)
    if kind == "warning":
        assert measure.until is None
    else:
        week = timezone.now() + dt.timedelta(days=7)
        assert abs(measure.until - week) < dt.timedelta(minutes=1)


def test_a_measure_may_have_no_end(as_moderator, member):
    take(as_moderator, member, length="open")

    assert Restriction.objects.get().until is None


def test_lengths_of_one_day_and_of_many_are_named(as_moderator, member):
    page = as_moderator.get(page_of(member)).text

    assert ">1 day</option>" in page
    assert ">7 days</option>" in page


def test_a_reason_is_asked_for(as_moderator, member):
    page = take(as_moderator, member, words="")

    assert "Please write a reason. The member will read it." in page.text
    assert not Restriction.objects.exists()


def test_posts_of_others_are_no_cause(as_moderator, member):
    take(as_moderator, member, query=f"?post={make_post().pk}")

    assert Restriction.objects.get().post is None


def test_lifting_from_the_page(as_moderator, member):
    measure = restrict(member)

    as_moderator.post(page_of(member), {"lift": measure.pk})
    again = as_moderator.post(page_of(member), {"lift": measure.pk}, follow=True)

    measure.refresh_from_db()
    assert measure.lifted_at
    assert "handled this in the meantime" in again.text


@pytest.mark.parametrize("number", ["x", "0", "9" * 30])
def test_unknown_measures_are_not_there(as_moderator, member, number):
    assert as_moderator.post(page_of(member), {"lift": number}).status_code == 404


def test_measures_of_somebody_else_are_not_lifted_here(as_moderator, member):
    measure = restrict(make_member())

    answer = as_moderator.post(page_of(member), {"lift": measure.pk})

    assert answer.status_code == 404
    assert Restriction.objects.get().lifted_at is None


def test_page_says_who_is_out_of_reach(as_moderator, administrator, moderator):
    for person, words in (
        (administrator, "Only an administrator may do this"),
        (moderator, "another moderator decides it"),
    ):
        assert words in as_moderator.get(page_of(person)).text
        take(as_moderator, person)
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(
    as_moderator, member, django_assert_num_queries, count
):
    for _ in range(count):
        restrict(member)
        make_post(poster=member)
    as_moderator.get(page_of(member))

    with django_assert_num_queries(22):
        as_moderator.get(page_of(member))
