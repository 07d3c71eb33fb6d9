"""The page on which members choose which mails they get."""

import pytest
from django.urls import reverse

from forums.models import ForumFollow, ForumProfile, Mute
from forums.telling import preferences
from tests.forum_factories import close_to, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db

PAGE = "/forums/settings/"
CHOICES = {"notify_replies": "daily", "weekly_digest": "on"}


def test_the_page_shows_what_holds_and_writes_nothing(as_member, member):
    page = as_member.get(PAGE).content.decode()

    assert page.count("<h1") == 1
    assert 'value="each" ' in page
    assert "You have not muted anybody." in page
    assert not ForumProfile.objects.filter(user=member).exists()


def test_choices_are_saved(as_member, member):
    response = as_member.post(PAGE, CHOICES, follow=True)

    profile = ForumProfile.objects.get(user=member)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Your choices are saved." in response.content.decode()
    assert (profile.notify_replies, profile.weekly_digest) == ("daily", True)
    assert (profile.notify_mentions, profile.follows_own_discussions) == (False, False)
    assert not profile.titles_in_mails


def test_saving_leaves_the_counters_alone(as_member, member):
    """They go up while somebody looks at the page."""
    ForumProfile.objects.create(user=member, posts_count=3)
    form = preferences.PreferencesForm(
        CHOICES, instance=ForumProfile.objects.get(user=member)
    )
    assert form.is_valid()
    ForumProfile.objects.filter(user=member).update(posts_count=4, posts_read=9)

    preferences.save(member=member, wishes=form.cleaned_data)

    profile = ForumProfile.objects.get(user=member)
    assert (profile.posts_count, profile.posts_read) == (4, 9)
    assert profile.notify_replies == "daily"


def test_a_choice_that_does_not_exist_is_refused(as_member, member):
    response = as_member.post(PAGE, {"notify_replies": "hourly"})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not ForumProfile.objects.filter(user=member).exists()


def test_follows_are_counted_as_far_as_they_can_be_read(as_member, member):
    topic, closed = make_topic(), make_topic(make_forum())
    for one in (topic, closed):
        one.subscribers.add(member)
        ForumFollow.objects.create(member=member, forum=one.forum)
    close_to(closed.forum)

    page = as_member.get(PAGE).content.decode()

    assert "You follow 1 discussion and 1 forum." in page
    assert reverse("forums:following") in page


def test_a_muted_member_can_be_shown_again_from_here(as_member, member):
    loud = make_member("loud-one")
    Mute.objects.create(member=member, muted=loud)
    page = as_member.get(PAGE).content.decode()

    response = as_member.post(
        reverse("forums:mute", args=[loud.pk]), {"stop": "1", "next": PAGE}
    )

    assert "loud-one" in page
    assert response["Location"] == PAGE
    assert not Mute.objects.filter(member=member).exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(as_member, method):
    assert getattr(as_member, method)(PAGE).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_more_mutes_cost_no_more_queries(
    as_member, member, django_assert_max_num_queries, count
):
    for _number in range(count):
        Mute.objects.create(member=member, muted=make_member(trusted=False))

    with django_assert_max_num_queries(16):
        as_member.get(PAGE)
