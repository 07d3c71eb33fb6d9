"""Whole discussions: close, move, keep on top, remove."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.urls import reverse

from forums.errors import AlreadyHandled, NotAllowed
from forums.models import Forum, ForumProfile, ModerationAction, Topic
from forums.moderation import decision_tasks, steering
from forums.rules import rights
from forums.rules.access import Access
from forums.writing import editing
from tests.forum_factories import (
    allow,
    make_forum,
    make_member,
    make_post,
    make_topic,
)
from tests.forums.mailing import jobs_waiting
from tests.personas import make_person

pytestmark = pytest.mark.django_db

SMALL = ["lock", "unlock", "stick", "unstick"]
STATES = {
    "lock": {"status": Topic.TOPIC_LOCKED},
    "unlock": {"status": Topic.TOPIC_UNLOCKED},
    "stick": {"type": Topic.TOPIC_STICKY},
    "unstick": {"type": Topic.TOPIC_POST},
}
OPPOSITE = {"lock": "unlock", "unlock": "lock", "stick": "unstick", "unstick": "stick"}


@pytest.fixture
def access(moderator):
    return Access.for_user(moderator)


def ready_for(verb):
    topic = make_topic()
    Topic.objects.filter(pk=topic.pk).update(**STATES[OPPOSITE[verb]])
    topic.refresh_from_db()
    return topic


def press(browser, topic, verb, **said):
    return browser.post(reverse("forums:moderate_topic", args=[topic.pk, verb]), said)


def numbers(forum):
    forum.refresh_from_db()
    return forum.direct_topics_count, forum.direct_posts_count, forum.last_post_id


@pytest.mark.parametrize("verb", SMALL)
def test_small_verbs_change_one_thing_and_are_logged(as_moderator, verb):
    topic = ready_for(verb)

    press(as_moderator, topic, verb, words="Why not.")

    topic.refresh_from_db()
    assert {name: getattr(topic, name) for name in STATES[verb]} == STATES[verb]
    line = ModerationAction.objects.get()
    assert (line.verb, line.topic, line.reason) == (verb, topic, "Why not.")


@pytest.mark.parametrize("verb", SMALL)
def test_the_second_is_told(access, verb):
    topic = ready_for(verb)
    getattr(steering, verb)(topic=topic, access=access)

    with pytest.raises(AlreadyHandled):
        getattr(steering, verb)(topic=topic, access=access)

    assert ModerationAction.objects.count() == 1


@pytest.mark.parametrize("verb", [*SMALL, "hide", "restore", "move"])
def test_topics_of_other_forums_are_not_there(client, verb):
    """S7: lock_topic of stock machina never compared the forum."""
    host, own = make_member(), make_forum()
    for right in rights.LABELS:
        allow(right, host, own)
    topic = make_topic()
    for right in rights.LABELS:
        if right not in ("can_see_forum", "can_read_forum"):
            allow(right, host, topic.forum, granted=False)
    client.force_login(host)

    answer = press(client, topic, verb, **{"refuse-words": "x", "to": own.pk})

    assert answer.status_code == 404
    assert not ModerationAction.objects.exists()
    page = reverse("forums:moderated_topic", args=[topic.pk])
    assert client.get(page).status_code == 404


def test_each_verb_asks_for_its_own_right():
    host, topic = make_member(), make_topic()
    allow("can_approve_posts", host, topic.forum)
    access = Access.for_user(host)

    for verb in (*SMALL, "hide"):
        words = {"reason": "x"}
        with pytest.raises(NotAllowed):
            getattr(steering, verb)(topic=topic, access=access, **words)
    with pytest.raises(NotAllowed):
        steering.move(topic=topic, to=make_forum(), access=access)


@pytest.mark.parametrize("place", ["origin", "target"])
def test_moving_asks_for_the_right_at_both_ends(place):
    host, topic, to = make_member(), make_topic(), make_forum()
    allow("can_move_topics", host, topic.forum if place == "origin" else to)

    with pytest.raises(NotAllowed):
        steering.move(topic=topic, to=to, access=Access.for_user(host))


def test_moved_topic_takes_its_numbers_along(as_moderator):
    topic, to = make_topic(), make_forum("New place")
    origin, last = topic.forum, make_post(topic)

    press(as_moderator, topic, "move", to=to.pk, words="Fits better.")

    topic.refresh_from_db()
    assert topic.forum == to
    assert numbers(to) == (1, 2, last.pk)
    assert numbers(origin) == (0, 0, None)
    reason = ModerationAction.objects.get(verb="move").reason
    assert reason == f"{origin.name} → New place. Fits better."


def test_categories_take_no_topics(access):
    with pytest.raises(steering.NoRoomForTopics):
        steering.move(topic=make_topic(), to=make_forum(category=True), access=access)


def test_moving_to_the_same_place_is_nothing(access):
    topic = make_topic()

    with pytest.raises(AlreadyHandled):
        steering.move(topic=topic, to=topic.forum, access=access)


def test_out_of_a_closed_forum_only_when_confirmed(as_moderator):
    topic, to = make_topic(), make_forum()
    rights.close_to_all_but_professionals(topic.forum)

    asked = press(as_moderator, topic, "move", to=to.pk)
    topic.refresh_from_db()
    still_there = topic.forum != to
    press(as_moderator, topic, "move", to=to.pk, is_confirmed="on")
    topic.refresh_from_db()

    assert "Please confirm that everybody may read" in asked.text
    assert 'name="is_confirmed"' in asked.text
    assert still_there
    assert topic.forum == to


def test_a_closed_parent_closes_what_stands_in_it(access):
    parent, to = make_forum(), make_forum()
    topic = make_topic(make_forum(parent=parent))
    rights.close_to_all_but_professionals(parent)

    with pytest.raises(steering.IntoTheOpen):
        steering.move(topic=topic, to=to, access=access)


def test_out_of_sight_of_its_asker_only_when_confirmed(as_moderator):
    """Whoever asked could no longer follow the answers, or take the own words back."""
    topic, to = make_topic(), make_forum()
    rights.close_to_all_but_professionals(to)

    asked = press(as_moderator, topic, "move", to=to.pk)
    still_there = Topic.objects.get().forum != to
    press(as_moderator, topic, "move", to=to.pk, is_confirmed="on")

    assert "move it where the person who asked cannot read it" in asked.text
    assert still_there
    assert Topic.objects.get().forum == to


@pytest.mark.parametrize("reads", [True, False])
def test_into_a_closed_forum_without_questions_if_nobody_is_left_behind(access, reads):
    asker, to = make_member(), make_forum()
    topic = make_topic(poster=asker)
    rights.close_to_all_but_professionals(to)
    if reads:
        asker.groups.add(Group.objects.get_or_create(name=rights.PROFESSIONALS)[0])
        rights.close_to_all_but_professionals(to)
    else:
        asker.is_active = False  # has left
        asker.save()

    steering.move(topic=topic, to=to, access=access)

    assert Topic.objects.get().forum == to


def tell_of_moves():
    """Do the jobs that tell of moves; each may be run twice."""
    for job in jobs_waiting(decision_tasks.tell_asker) * 2:
        decision_tasks.tell_asker(**job.args)


@pytest.mark.parametrize("wants_titles", [True, False])
def test_who_asked_is_told_where_the_discussion_is_now(access, wants_titles):
    asker = make_member()
    ForumProfile.objects.filter(user=asker).update(titles_in_mails=wants_titles)
    topic = make_topic(poster=asker, title="My knee")

    steering.move(topic=topic, to=make_forum("Sarcoma & teens"), access=access)
    tell_of_moves()

    (message,) = mail.outbox
    assert message.to == [asker.email]
    assert f"http://testserver/forums/p/{topic.first_post_id}/" in message.body
    assert ("the forum “Sarcoma & teens”." in message.body) == wants_titles
    assert "Sarcoma" not in message.subject
    assert "knee" not in str(message.message())


def out_of_sight(asker, topic):
    rights.close_to_all_but_professionals(topic.forum)


def left(asker, topic):
    get_user_model().objects.filter(pk=asker.pk).update(is_active=False)


def took_back(asker, topic):
    editing.remove_own(post=topic.first_post, by=asker)


@pytest.mark.parametrize("happens", [out_of_sight, left, took_back])
def test_nobody_is_led_to_what_they_cannot_read(access, happens):
    asker, to = make_member(), make_forum()
    topic = make_topic(poster=asker)
    steering.move(topic=topic, to=to, access=access)

    happens(asker, Topic.objects.get())
    tell_of_moves()

    assert not mail.outbox


def test_who_moves_an_own_discussion_knows_it(access):
    topic = make_topic(poster=access.user)

    steering.move(topic=topic, to=make_forum(), access=access)
    tell_of_moves()

    assert not mail.outbox


def test_page_offers_only_forums_one_may_move_to(as_moderator, moderator):
    topic, other = make_topic(), make_forum("Somewhere else")
    closed = make_forum("Not for moderators")
    allow(
        "can_move_topics", Group.objects.get(name="Moderators"), closed, granted=False
    )

    page = as_moderator.get(reverse("forums:moderated_topic", args=[topic.pk]))

    assert other.name in page.text
    assert closed.name not in page.text


def test_removing_and_putting_back_a_discussion(as_moderator, as_member):
    topic = make_topic()
    make_post(topic)

    press(as_moderator, topic, "hide", **{"refuse-words": "Advertising."})
    assert as_member.get(topic.get_absolute_url()).status_code == 404
    assert numbers(topic.forum)[:2] == (0, 0)

    press(as_moderator, topic, "restore")
    assert as_member.get(topic.get_absolute_url()).status_code == 200
    assert numbers(topic.forum)[:2] == (1, 2)


def test_removing_needs_a_reason(as_moderator):
    topic = make_topic()

    page = press(as_moderator, topic, "hide")

    assert "Please write a reason. The member will read it." in page.text
    assert Topic.objects.get().approved


def test_unknown_verbs_are_not_there(as_moderator):
    assert press(as_moderator, make_topic(), "delete").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_moves_that_cross_each_other_do_not_deadlock():
    user = make_person("moderator")
    here, there = make_forum(), make_forum()
    topics = [make_topic(here) for _ in range(4)] + [
        make_topic(there) for _ in range(4)
    ]
    problems = []

    def move(topic):
        to = there if topic.forum_id == here.pk else here
        try:
            steering.move(topic=topic, to=to, access=Access.for_user(user))
        except Exception as problem:  # noqa: BLE001  # whatever a thread raises is a failure
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=[topic]) for topic in topics]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    counts = Forum.objects.values_list("direct_topics_count", "direct_posts_count")
    assert list(counts) == [(4, 4), (4, 4)]
