"""Who may do what, whatever the order of forums and rules (S10, S11)."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from machina.apps.forum_permission import checker as stock
from machina.core.loading import get_class

from forums.models import (
    Forum,
    ForumPermission,
    GroupForumPermission,
    UserForumPermission,
)
from forums.overrides.forum_permission.checker import ForumPermissionChecker
from forums.rules.access import Access
from tests.forum_factories import allow, make_forum, make_member

pytestmark = pytest.mark.django_db

RIGHTS = ("can_read_forum", "can_approve_posts")  # one is a default, one is not
DEFAULTS = {"can_read_forum"}

# (forum or None for all, level, which group, right) → said or not
RULES = st.dictionaries(
    st.tuples(
        st.sampled_from([None, 0, 1, 2]),
        st.sampled_from(["everybody", "group 0", "group 1", "person"]),
        st.sampled_from(RIGHTS),
    ),
    st.booleans(),
    max_size=14,
)


@pytest.fixture
def world():
    """Three forums side by side, two groups, a member of both."""
    forums = [make_forum() for _ in range(3)]
    groups = [Group.objects.create(name=f"group {number}") for number in range(2)]
    person = make_member()
    person.groups.set(groups)
    return forums, groups, person


def write(rules, forums, groups, person):
    UserForumPermission.objects.all().delete()
    GroupForumPermission.objects.all().delete()
    whom = {"everybody": None, "person": person} | {one.name: one for one in groups}
    for (place, level, right), granted in rules.items():
        forum = None if place is None else forums[place]
        allow(right, whom[level], forum, granted=granted)


def expected(rules, place, right):
    """The rule in one sentence: the last of these that says something holds."""
    holds = right in DEFAULTS
    for scope in (None, place):
        for level in (["everybody"], ["group 0", "group 1"], ["person"]):
            said = [
                rules[key] for one in level if (key := (scope, one, right)) in rules
            ]
            holds = any(said) if said else holds
    return holds


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rules=RULES, order=st.permutations([0, 1, 2]))
def test_any_order_gives_the_answer_of_single_checks(world, rules, order):
    forums, groups, person = world
    write(rules, forums, groups, person)

    in_list = ForumPermissionChecker(person).get_perms_for_forumlist(
        [forums[number] for number in order]
    )
    single = ForumPermissionChecker(person)
    access = Access.for_user(person)

    for place, right in itertools.product(range(3), RIGHTS):
        forum, holds = forums[place], expected(rules, place, right)
        assert (right in in_list[forum]) is holds
        assert single.has_perm(right, forum) is holds
    readable = {place for place in range(3) if expected(rules, place, RIGHTS[0])}
    moderated = {
        place for place in readable if expected(rules, place, "can_approve_posts")
    }
    assert access.forum_ids == {forums[place].pk for place in readable}
    assert access.moderated_ids == {forums[place].pk for place in moderated}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rules=RULES)
def test_lists_of_the_handler_agree_with_its_single_checks(world, rules):
    forums, groups, person = world
    write(rules, forums, groups, person)
    lists = get_class("forum_permission.handler", "PermissionHandler")()
    singles = get_class("forum_permission.handler", "PermissionHandler")()

    readable = set(lists.get_readable_forums(Forum.objects.all(), person))
    visible = set(lists.forum_list_filter(Forum.objects.all(), person))
    queue = set(lists.get_moderation_queue_forums(person))

    assert readable == {one for one in forums if singles.can_read_forum(one, person)}
    assert visible == readable
    assert queue == {one for one in forums if singles.can_approve_posts(one, person)}


def answers(checker, user, forums, right):
    found = checker(user).get_perms_for_forumlist(forums, [right])
    return [right in found[forum] for forum in forums]


def test_a_denial_in_one_forum_does_not_reach_the_next():
    """S10, first half: stock machina denies B when it comes after A."""
    user, first, second = make_member(), make_forum(), make_forum()
    right = "can_approve_posts"
    allow(right, None)
    allow(right, None, first, granted=False)

    ours = answers(ForumPermissionChecker, user, [first, second], right)
    theirs = answers(stock.ForumPermissionChecker, user, [first, second], right)

    assert ours == [False, True]
    assert theirs == [False, False]


def test_a_grant_in_one_forum_does_not_open_the_next():
    """S10, second half: stock machina lists B because the group may read A."""
    user, first, second = make_member(), make_forum(), make_forum()
    group = Group.objects.create(name="Hosts")
    user.groups.add(group)
    right = "can_read_forum"
    allow(right, group, granted=False)
    allow(right, group, first)

    ours = answers(ForumPermissionChecker, user, [first, second], right)
    theirs = answers(stock.ForumPermissionChecker, user, [first, second], right)

    assert ours == [True, False]
    assert theirs == [True, True]


def test_one_rule_for_a_person_keeps_the_defaults():
    """S11: stock machina drops all defaults of whoever has one global row."""
    user, forum = make_member(), make_forum()
    allow("can_approve_posts", user)

    assert ForumPermissionChecker(user).has_perm("can_read_forum", forum)
    assert not stock.ForumPermissionChecker(user).has_perm("can_read_forum", forum)


def test_superusers_may_everything(administrator):
    forum = make_forum()
    allow("can_read_forum", administrator, forum, granted=False)
    ForumPermission.objects.get_or_create(codename="can_lock_topics")

    access = Access.for_user(administrator)

    assert access.may("can_lock_topics", forum)
    assert access.moderated_ids == {forum.pk}


def test_closed_accounts_may_nothing():
    user, forum = make_member(is_active=False), make_forum()
    allow("can_approve_posts", user)

    checker = ForumPermissionChecker(user)

    assert checker.get_perms_for_forumlist([forum]) == {forum: set()}
    assert not checker.has_perm("can_read_forum", forum)
    assert Access.for_user(user).forum_ids == set()


def test_who_may_not_read_a_forum_may_not_read_below_it():
    user, parent = make_member(), make_forum()
    below = make_forum(parent=make_forum(parent=parent))
    allow("can_read_forum", user, parent, granted=False)
    allow("can_approve_posts", user, below)

    access = Access.for_user(user)

    assert access.forum_ids == set()
    assert not access.may("can_approve_posts", below)
    assert access.moderated_ids == set()


def test_rows_for_anonymous_visitors_reach_no_member():
    user, forum = make_member(), make_forum()
    permission, _ = ForumPermission.objects.get_or_create(codename="can_lock_topics")
    UserForumPermission.objects.create(
        permission=permission, forum=forum, anonymous_user=True, has_perm=True
    )

    assert not Access.for_user(user).may("can_lock_topics", forum)
    assert "can_lock_topics" in ForumPermissionChecker(AnonymousUser()).get_perms(forum)


def test_rights_cost_two_queries_for_any_number_of_forums(django_assert_num_queries):
    user = make_member()
    for _ in range(30):
        allow("can_read_forum", user, make_forum())

    with django_assert_num_queries(2):
        assert len(Access.for_user(user).forums) == 30
