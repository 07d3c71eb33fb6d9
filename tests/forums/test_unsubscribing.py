"""Links that stop mails: exactly what they say, for whoever holds them, as often as they like."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from forums.models import ForumFollow, ForumProfile
from forums.telling import unsubscribing
from forums.telling.unsubscribing import What
from portal.accounts.models import User
from tests.forum_factories import make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db

STARTED = {"weekly_digest": True}


@pytest.fixture
def topic():
    return make_topic(make_forum("Sarcoma in teens"), title="My osteosarcoma")


@pytest.fixture
def follower(topic):
    """A member who gets every kind of mail."""
    member = make_member("quiet-reader", trusted=False)
    topic.subscribers.add(member)
    ForumFollow.objects.create(member=member, forum=topic.forum)
    ForumProfile.objects.create(user=member, weekly_digest=True)
    return member


def path(member, what, about=0):
    address = unsubscribing.address(member.pk, what, about)
    assert address.startswith("http://testserver/unsubscribe/")
    return address.removeprefix("http://testserver")


def wants(member):
    """Return which mails a member still gets."""
    profile = ForumProfile.objects.get(user=member)
    found = {
        "topic": member.topic_subscriptions.exists(),
        "forum": member.forum_follows.exists(),
        "replies": profile.notify_replies != "never",
        "mentions": profile.notify_mentions,
        "digest": profile.weekly_digest,
    }
    return {name for name, wanted in found.items() if wanted}


EVERYTHING = {"topic", "forum", "replies", "mentions", "digest"}


@pytest.mark.parametrize(
    ("what", "stopped"),
    [
        (What.TOPIC, {"topic"}),
        (What.FORUM, {"forum"}),
        (What.REPLIES, {"replies"}),
        (What.MENTIONS, {"mentions"}),
        (What.DIGEST, {"digest"}),
        (What.ALL, {"replies", "mentions", "digest"}),
    ],
)
def test_a_link_stops_what_it_names_and_nothing_else(
    client, topic, follower, what, stopped
):
    about = {What.TOPIC: topic.pk, What.FORUM: topic.forum_id}.get(what, 0)

    responses = [client.post(path(follower, what, about)) for _again in range(2)]

    assert [one.status_code for one in responses] == [200, 200]
    assert wants(follower) == EVERYTHING - stopped


def test_another_discussion_is_still_followed(client, topic, follower):
    other = make_topic()
    other.subscribers.add(follower)

    client.post(path(follower, What.TOPIC, topic.pk))

    assert [*follower.topic_subscriptions.all()] == [other]


def test_opening_a_link_stops_nothing(client, topic, follower):
    """Scanners of mail servers open every link."""
    response = client.get(path(follower, What.ALL))
    client.head(path(follower, What.ALL))

    assert "If you press the button" in response.content.decode()
    assert wants(follower) == EVERYTHING


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("what", What)
def test_the_page_tells_nothing_about_anybody(client, topic, follower, what, method):
    page = getattr(client, method)(path(follower, what, topic.pk)).content.decode()

    told = re.findall(
        f"{follower.email}|{follower.handle}|osteosarcoma|Sarcoma in teens", page
    )
    assert told == []
    assert str(what.label) in page


def test_a_mail_program_stops_mails_with_one_click(topic, follower):
    program = Client(enforce_csrf_checks=True)

    response = program.post(
        path(follower, What.ALL), {"List-Unsubscribe": "One-Click"}, follow=False
    )

    assert response.status_code == 200
    assert not response.cookies
    assert "replies" not in wants(follower)


def test_nobody_needs_to_log_in_and_nothing_is_kept_or_indexed(client, follower):
    response = client.get(path(follower, What.ALL))

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token.replace("all", "digest", 1),
        lambda token: re.sub(r"^\d+", "1", token),
        lambda token: token[:-1],
        lambda token: token.partition(".")[0],
        lambda token: "x",
        lambda token: "\u2603",
    ],
)
def test_a_forged_link_changes_nothing_and_says_so_kindly(client, follower, spoil):
    make_member()
    token = path(follower, What.ALL).split("/")[2]

    response = client.post(f"/unsubscribe/{spoil(token)}/")

    assert response.status_code == 404
    assert "Nothing was changed" in response.content.decode()
    assert wants(follower) == EVERYTHING


def test_a_link_made_elsewhere_with_the_same_secret_is_forged(client, follower):
    signed = unsubscribing.Signer(sep=".", salt="something else").sign("1-all-0")

    assert client.get(f"/unsubscribe/{signed}/").status_code == 404


def test_a_link_still_works_when_the_mail_is_years_old(client, follower, settings):
    address = path(follower, What.DIGEST)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-key-of-the-year-after-next" * 2

    client.post(address)

    assert "digest" not in wants(follower)


def test_the_link_of_a_member_who_left_is_harmless(client, topic):
    member = make_member(trusted=False)
    address = path(member, What.ALL)
    User.objects.filter(pk=member.pk).update(
        is_active=False, anonymised_at=member.date_joined
    )

    response = client.post(address)

    assert response.status_code == 200
    assert not ForumProfile.objects.filter(user=member).exists()


def test_a_link_of_nobody_is_harmless(client):
    address = unsubscribing.address(987654321, What.ALL)

    assert client.post(address).status_code == 200


def test_one_address_cannot_guess_without_end(client, follower, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_unsubscribe": "2/m/ip"}
    cache.clear()
    guess = path(follower, What.ALL)[:-3] + "xx/"

    found = [client.post(guess).status_code for _again in range(3)]

    assert found == [404, 404, 429]


def test_one_address_may_stop_mails_of_many_members(client, topic, settings):
    """A mail provider posts for all who press its button, from one address."""
    settings.ACCOUNT_RATE_LIMITS = {"forum_unsubscribe": "2/m/ip"}
    cache.clear()
    members = [make_member(trusted=False) for _one in range(4)]
    topic.subscribers.add(*members)

    for member in members:
        client.post(path(member, What.TOPIC, topic.pk))

    assert not topic.subscribers.exists()
