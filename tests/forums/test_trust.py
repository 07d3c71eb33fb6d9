"""How far the forums trust a member, and what follows from it."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from forums.errors import TooMany
from forums.models import ForumProfile, Post, Report, Restriction
from forums.rules import trust
from forums.rules.access import Access
from portal.accounts.models import ProfessionalVerification
from tests.forum_factories import (
    allow,
    make_forum,
    make_member,
    make_post,
    make_report,
    make_topic,
    restrict,
)
from tests.pace import within

pytestmark = pytest.mark.django_db

JUST_A_MEMBER = {
    "days_visited": 3,
    "topics_entered": 5,
    "posts_read": 30,
    "posts_count": 2,
}
JUST_A_REGULAR = {
    "days_visited": 15,
    "topics_entered": 20,
    "posts_read": 200,
    "posts_count": 15,
}


def somebody(days, **profile):
    user = make_member(days=days, trusted=False)
    ForumProfile.objects.create(user=user, **profile)
    return user


def held(user, text="Words.", forum=None):
    forum = forum or make_forum()
    return trust.hold_for(user, forum, text, Access.for_user(user))


def test_who_has_no_profile_is_a_newcomer():
    assert trust.level_of(make_member(trusted=False)) == trust.Level.NEWCOMER


@pytest.mark.parametrize(
    ("days", "profile", "level"),
    [
        (1, JUST_A_MEMBER, trust.Level.MEMBER),
        (0.9, JUST_A_MEMBER, trust.Level.NEWCOMER),
        (29, JUST_A_REGULAR, trust.Level.MEMBER),
        (30, JUST_A_REGULAR, trust.Level.REGULAR),
    ],
)
def test_level_asks_for_age(days, profile, level):
    assert trust.level_of(somebody(days, **profile)) == level


@pytest.mark.parametrize("name", JUST_A_MEMBER)
def test_one_missing_thing_keeps_a_newcomer_a_newcomer(name):
    almost = JUST_A_MEMBER | {name: JUST_A_MEMBER[name] - 1}

    assert trust.level_of(somebody(400, **almost)) == trust.Level.NEWCOMER


@pytest.mark.parametrize("name", JUST_A_REGULAR)
def test_one_missing_thing_keeps_a_member_a_member(name):
    almost = JUST_A_REGULAR | {name: JUST_A_REGULAR[name] - 1}

    assert trust.level_of(somebody(400, **almost)) == trust.Level.MEMBER


@pytest.mark.parametrize(("days", "level"), [(89, 1), (91, 2)])
def test_an_upheld_report_counts_for_ninety_days(days, level):
    user = somebody(400, **JUST_A_REGULAR)
    make_report(
        make_post(poster=user),
        state=Report.State.UPHELD,
        handled_at=timezone.now() - dt.timedelta(days=days),
    )
    ForumProfile.objects.filter(user=user).update(**JUST_A_REGULAR)

    assert trust.level_of(user) == level


@pytest.mark.parametrize(("days", "level"), [(89, 1), (91, 2)])
def test_a_measure_counts_for_ninety_days(days, level):
    user = somebody(400, **JUST_A_REGULAR)
    since = timezone.now() - dt.timedelta(days=days)
    restrict(user, Restriction.Kind.WARNING, days=None, since=since)

    assert trust.level_of(user) == level


def test_a_dismissed_report_does_not_count():
    user = somebody(400, **JUST_A_REGULAR)
    make_report(
        make_post(poster=user),
        state=Report.State.DISMISSED,
        handled_at=timezone.now(),
    )
    ForumProfile.objects.filter(user=user).update(**JUST_A_REGULAR)

    assert trust.level_of(user) == trust.Level.REGULAR


@pytest.mark.parametrize(
    ("approved", "hold"), [(0, "newcomer"), (1, "newcomer"), (2, ""), (9, "")]
)
def test_first_two_posts_of_a_newcomer_wait(approved, hold):
    assert held(somebody(0.1, posts_count=approved)) == hold


def test_somebody_without_a_profile_waits():
    assert held(make_member(trusted=False)) == Post.Hold.NEWCOMER


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/x",
        "See HTTP://example.org",
        "See www.example.org",
        "See [here](//example.org)",
        "See [here][1]\n\n[1]: //example.org",
        "Buy at miracle-cure.com today",
        "Write to mailto:me",
        "Write to bob@clinic.at",
        "See example[.]de, or example (dot) com",
        "See discord.gg/abc",
        "See \uff45vil\uff0ecom",  # letters of another width
        "See evil\u3002com/x",
        "See ev\u00adil.com",  # a hyphen that nobody sees
        "hxxps is what they call it: hxxps://x",
    ],
)
def test_links_of_a_newcomer_wait_and_those_of_a_member_do_not(text):
    assert held(somebody(0.1, posts_count=5), text) == Post.Hold.LINKS
    assert held(somebody(2, **JUST_A_MEMBER), text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "It hurt.Then it did not.",
        "3.5 cm",
        "a[0] (one)",
        "e.g. at night",
        "We walk the dog. Me, I sit.",
        "L4/L5 and 1.5/10, and/or 24/7",
    ],
)
def test_ordinary_words_are_no_links(text):
    assert not trust.has_link(text)


@pytest.mark.parametrize("sign", ["a", "a.", "a-", "a@", "+", " ", "@", ".ab", "[ "])
def test_long_texts_are_looked_through_at_once(sign):
    with within(0.5):
        trust.has_link(sign * (20_000 // len(sign)))


def test_moderators_do_not_wait(moderator):
    assert held(moderator, "https://example.org") == ""


def test_a_moderator_of_one_forum_waits_in_another():
    user, own, other = make_member(trusted=False), make_forum(), make_forum()
    allow("can_approve_posts", user, own)

    assert held(user, forum=own) == ""
    assert held(user, forum=other) == Post.Hold.NEWCOMER


def test_the_permission_editor_can_lift_the_wait():
    user, forum, group = (
        make_member(trusted=False),
        make_forum(),
        Group.objects.create(name="Hosts"),
    )
    user.groups.add(group)
    allow("can_post_without_approval", group, forum)

    assert held(user, forum=forum) == ""
    assert held(user) == Post.Hold.NEWCOMER


@pytest.mark.parametrize(("days", "hold"), [(10, ""), (-1, Post.Hold.NEWCOMER)])
def test_verified_professionals_do_not_wait(moderator, days, hold):
    user = make_member(trusted=False)
    today = timezone.localdate()
    ProfessionalVerification.objects.create(
        user=user,
        profession="oncologist",
        verified_by=moderator,
        verified_on=today - dt.timedelta(days=30),
        expires_on=today + dt.timedelta(days=days),
    )

    assert held(user) == hold


def write(user, number, *, hours_ago=0.0):
    topic = make_topic()
    for _ in range(number):
        make_post(topic, user, created=timezone.now() - dt.timedelta(hours=hours_ago))


def test_a_newcomer_writes_four_posts_an_hour():
    user = make_member(trusted=False)
    write(user, 3)
    trust.check_limits(user)
    write(user, 1)

    with pytest.raises(TooMany, match="within an hour"):
        trust.check_limits(user)


def test_a_newcomer_writes_ten_posts_a_day():
    user = make_member(trusted=False)
    write(user, 9, hours_ago=2)
    trust.check_limits(user)
    write(user, 1, hours_ago=23)

    with pytest.raises(TooMany, match="within 24 hours"):
        trust.check_limits(user)


def test_what_was_written_yesterday_does_not_count():
    user = make_member(trusted=False)
    write(user, 12, hours_ago=25)

    trust.check_limits(user)


def test_a_member_may_write_more():
    user = somebody(400, **JUST_A_MEMBER)
    write(user, 19)
    trust.check_limits(user)
    write(user, 1)

    with pytest.raises(TooMany):
        trust.check_limits(user)


def test_staff_are_not_limited(moderator):
    write(moderator, 12)

    trust.check_limits(moderator)


def test_usual_case_costs_one_query_each(django_assert_num_queries):
    user, forum = make_member(), make_forum()
    access = Access.for_user(user)
    access.moderates(forum)

    with django_assert_num_queries(1):
        trust.check_limits(user)
    with django_assert_num_queries(1):
        trust.hold_for(user, forum, "Words.", access)
