"""Who of many may read a forum: what access.py says of each, in a few queries for all."""

import random

import pytest
from django.contrib.auth.models import Group

from forums.models import Forum
from forums.rules.access import Access
from forums.rules.readership import readers
from tests.forum_factories import allow, close_to, make_forum, make_member

pytestmark = pytest.mark.django_db


def test_everybody_reads_an_ordinary_forum():
    forum, member = make_forum(), make_member()

    assert readers([forum.pk], [member.pk]) == {(forum.pk, member.pk)}


def test_a_forum_for_professionals_is_read_by_its_group_alone():
    forum = make_forum()
    group = Group.objects.create(name="Those who know")
    professional, member = make_member(), make_member()
    professional.groups.add(group)
    close_to(forum)
    allow("can_read_forum", group, forum)

    found = readers([forum.pk], [professional.pk, member.pk])

    assert found == {(forum.pk, professional.pk)}


def test_below_a_closed_forum_nothing_is_read():
    closed = make_forum(category=True)
    below, member = make_forum(parent=closed), make_member()
    close_to(closed)

    assert readers([below.pk], [member.pk]) == set()


def test_a_rule_for_the_person_goes_before_all_others():
    forum, member = make_forum(), make_member()
    close_to(forum, member)

    assert readers([forum.pk], [member.pk]) == set()


@pytest.mark.parametrize("seed", range(8))
def test_the_answer_is_that_of_the_forums_themselves(seed):
    dice = random.Random(seed)
    groups = [Group.objects.create(name=f"Group {n}") for n in range(3)]
    people = [
        make_member(trusted=False, is_superuser=number == 0) for number in range(6)
    ]
    for person in people:
        person.groups.set(dice.sample(groups, dice.randrange(3)))
    forums = [make_forum()]
    while len(forums) < 6:
        forums.append(make_forum(parent=dice.choice([None, *forums])))
    rules = {
        (dice.choice([None, *groups, *people]), dice.choice([None, *forums]))
        for _number in range(14)
    }
    for whom, forum in sorted(rules, key=str):
        allow("can_read_forum", whom, forum, granted=dice.random() < 0.4)

    found = readers([one.pk for one in forums], [one.pk for one in people])

    assert found == {
        (forum.pk, person.pk)
        for person in people
        for forum in Access.for_user(person).forums
    }


def test_many_members_cost_no_more_queries_than_one(django_assert_num_queries):
    forum = make_forum()
    group = Group.objects.create(name="Those who know")
    allow("can_read_forum", group, forum)
    members = [make_member(trusted=False).pk for _number in range(20)]

    for count in (1, 20):
        with django_assert_num_queries(5):
            assert len(readers([forum.pk], members[:count])) == count


def test_a_forum_that_is_gone_is_read_by_nobody():
    assert readers([Forum.objects.count() + 999], [make_member().pk]) == set()
