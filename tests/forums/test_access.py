"""What one person may do, from one look at the tree and the rules."""

import pytest
from django.http import Http404

from forums.models import Topic
from forums.rules.access import Access
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return factories.make_forum()


def test_forum_below_one_that_is_closed_is_closed(member):
    above = factories.make_forum(category=True)
    below = factories.make_forum(parent=above)
    factories.close_to(above)

    access = Access.for_user(member)

    assert access.forums == []
    assert not access.may("can_start_new_topics", below)
    with pytest.raises(Http404):
        access.forum_or_404(below.pk)


def test_administrator_may_everything(administrator, forum):
    factories.close_to(forum)

    access = Access.for_user(administrator)

    assert access.forums == [forum]
    assert access.moderated_ids == {forum.pk}


def test_closed_account_may_nothing(member, forum):
    member.is_active = False

    assert Access.for_user(member).forums == []


def test_right_to_moderate_ends_where_one_may_not_read(member, forum):
    other = factories.make_forum()
    factories.allow("can_approve_posts", member)
    factories.close_to(other)

    assert Access.for_user(member).moderated_ids == {forum.pk}


def test_hidden_topic_is_for_its_author_and_for_moderators_there(member, stranger):
    hidden = factories.make_topic(poster=member, approved=False)
    open_one = factories.make_topic()
    factories.allow("can_approve_posts", stranger, open_one.forum)

    def seen_by(user):
        return set(Access.for_user(user).topics())

    assert seen_by(member) == {hidden, open_one}
    assert seen_by(stranger) == {open_one}
    factories.allow("can_approve_posts", stranger, hidden.forum)
    assert seen_by(stranger) == {hidden, open_one} == set(Topic.objects.all())


@pytest.mark.parametrize("count", [1, 3])
def test_all_answers_cost_two_queries(member, count, django_assert_num_queries):
    forums = [factories.make_forum() for _ in range(count)]
    access = Access.for_user(member)

    with django_assert_num_queries(2):  # forums · rules
        assert access.forums == forums
        assert all(access.may("can_reply_to_topics", forum) for forum in forums)
        assert not access.moderated_ids
