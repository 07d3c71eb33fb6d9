"""Who is named by a change of a post hears of it, once, and nobody else does."""

import pytest

from forums.models import Notification, Post
from forums.moderation import handling
from forums.rules.access import Access
from forums.telling import notification_tasks
from forums.writing import editing
from tests.forum_factories import make_forum, make_member, make_post, make_topic
from tests.forums.mailing import follow, jobs_waiting

pytestmark = pytest.mark.django_db

Kind = Notification.Kind


@pytest.fixture
def topic():
    return make_topic(make_forum())


def tell():
    """Do what a worker would do about changes."""
    for job in jobs_waiting(notification_tasks.tell_mentioned):
        notification_tasks.tell_mentioned(**job.args)


def noted(post):
    return dict(Notification.objects.filter(post=post).values_list("member", "kind"))


def test_somebody_named_later_hears_of_it_and_the_followers_do_not_again(topic):
    (follower,) = follow(topic)
    named, post = make_member("jo-later"), make_post(topic)
    notification_tasks.fan_out(post.pk)
    follow(topic)

    editing.edit(post=post, by=post.poster, text="Ask @jo-later, please.")
    tell()

    assert noted(post) == {follower.pk: Kind.REPLY, named.pk: Kind.MENTION}


def test_who_heard_already_is_not_told_again(topic):
    (follower,) = follow(topic)
    post = make_post(topic)
    notification_tasks.fan_out(post.pk)
    before = list(Notification.objects.values())

    text = f"Ask @{follower.handle}, please."
    editing.edit(post=post, by=post.poster, text=text)
    tell()

    assert list(Notification.objects.values()) == before


def test_followers_hear_even_if_the_change_was_told_first(topic):
    (follower,) = follow(topic)
    named, post = make_member("jo-later"), make_post(topic)
    editing.edit(post=post, by=post.poster, text="Ask @jo-later, please.")
    tell()

    notification_tasks.fan_out(post.pk)

    assert noted(post) == {follower.pk: Kind.REPLY, named.pk: Kind.MENTION}


def test_a_change_that_waits_is_told_once_it_was_approved(topic):
    newcomer, named = make_member(trusted=False, days=0), make_member("jo-later")
    post = make_post(topic, newcomer)
    notification_tasks.fan_out(post.pk)
    editing.edit(post=post, by=newcomer, text="Ask @jo-later, please.")
    tell()
    post.refresh_from_db()
    assert (post.hold, noted(post)) == (Post.Hold.EDITED, {})

    moderator = make_member(is_superuser=True)
    handling.approve(post=post, access=Access.for_user(moderator))
    tell()

    assert noted(post) == {named.pk: Kind.MENTION}
