"""Following a discussion or a forum, by verb and by button."""

import pytest

from forums.models import ForumFollow
from forums.telling import subscriptions
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return factories.make_topic()


def test_following_twice_is_following_once(member, topic):
    for _ in range(2):
        subscriptions.follow(by=member, topic=topic, forum=topic.forum)

    assert list(topic.subscribers.all()) == [member]
    assert ForumFollow.objects.get().forum == topic.forum
    assert subscriptions.follows_forum(member=member, forum=topic.forum)


def test_unfollowing_leaves_the_other_one(member, topic):
    subscriptions.follow(by=member, topic=topic, forum=topic.forum)

    subscriptions.unfollow(by=member, topic=topic)

    assert not topic.subscribers.exists()
    assert ForumFollow.objects.exists()
    subscriptions.unfollow(by=member, forum=topic.forum)
    assert not ForumFollow.objects.exists()


def test_unfollowing_what_is_not_followed_changes_nothing(member, stranger, topic):
    subscriptions.follow(by=stranger, topic=topic, forum=topic.forum)

    subscriptions.unfollow(by=member, topic=topic, forum=topic.forum)

    assert topic.subscribers.get() == stranger
    assert ForumFollow.objects.get().member == stranger


def test_buttons_follow_and_stop(as_member, member, topic):
    for path, following in (
        (f"/forums/t/{topic.pk}/follow/", topic.subscribers.all),
        (f"/forums/{topic.forum.pk}/follow/", ForumFollow.objects.all),
    ):
        response = as_member.post(path)
        assert response.status_code == 302
        assert following().count() == 1

        as_member.post(path, {"stop": "1"})
        assert following().count() == 0


def test_what_one_may_not_read_cannot_be_followed(as_member, topic):
    category = factories.make_forum(category=True)
    factories.close_to(topic.forum)

    for path in (f"t/{topic.pk}", f"{topic.forum.pk}", f"{category.pk}"):
        assert as_member.post(f"/forums/{path}/follow/").status_code == 404

    assert not topic.subscribers.exists()
    assert not ForumFollow.objects.exists()


def test_looking_at_the_button_follows_nothing(as_member, topic):
    for path in (f"t/{topic.pk}", f"{topic.forum.pk}"):
        assert as_member.get(f"/forums/{path}/follow/").status_code == 405
