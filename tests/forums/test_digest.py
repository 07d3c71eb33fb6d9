"""The weekly overview: what was missed, the most useful first, once a week or not at all."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from forums.models import (
    ExpertAnswer,
    ForumFollow,
    ForumProfile,
    ForumReadTrack,
    Mute,
    Post,
    Restriction,
    Topic,
    TopicReadTrack,
)
from forums.telling import digest, digest_choice, notification_tasks
from portal.accounts.models import User
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
    restrict,
)
from tests.forums import mailing
from tests.forums.mailing import told, work
from tests.mail_backends import deliver_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscriber():
    return subscribe()


def subscribe(**wishes):
    member = make_member(trusted=False)
    ForumProfile.objects.create(user=member, weekly_digest=True, **wishes)
    return member


def monday_comes():
    notification_tasks.weekly_overviews()
    work()


def missed(member, days=7):
    found = digest_choice.choose({member: timezone.now() - dt.timedelta(days=days)})
    return [(one.topic.subject, one.reason.name) for one in found.get(member, [])]


def answered(title, forum=None, **fields):
    topic = make_topic(forum, title=title)
    make_post(topic, **fields)
    topic.refresh_from_db()
    return topic


def expert(topic):
    return ExpertAnswer.objects.create(
        topic=topic, post=topic.last_post, profession="surgeon"
    )


def test_who_asked_for_it_gets_one_overview_a_week(subscriber):
    make_member()  # did not ask
    answered("Pain at night")

    for _again in range(3):
        monday_comes()

    assert told() == [subscriber.email]
    assert mail.outbox[0].subject == "Your weekly overview"


def test_the_next_week_brings_the_next_overview(subscriber):
    answered("Pain at night")
    monday_comes()
    ForumProfile.objects.update(digested_at=timezone.now() - dt.timedelta(days=7))
    answered("Walking again")

    monday_comes()

    assert len(mail.outbox) == 2


def test_nothing_new_means_no_mail(subscriber):
    make_topic(created=timezone.now() - dt.timedelta(days=8))

    monday_comes()

    assert mail.outbox == []
    assert not digest.waiting().exists()


def test_followed_forums_come_first_then_experts_then_open_questions(subscriber):
    forum, elsewhere = make_forum(), make_forum()
    ForumFollow.objects.create(member=subscriber, forum=forum)
    answered("Plain", elsewhere)
    make_topic(elsewhere, title="Open")
    expert(answered("Explained", elsewhere))
    answered("Followed", forum)
    make_topic(forum, title="Followed and open")

    assert missed(subscriber) == [
        ("Followed and open", "UNANSWERED"),
        ("Followed", "NEW"),
        ("Explained", "EXPERT"),
        ("Open", "UNANSWERED"),
        ("Plain", "NEW"),
    ]


def test_ten_are_enough(subscriber):
    forum = make_forum()
    for _number in range(12):
        make_topic(forum)

    assert len(missed(subscriber)) == 10


def test_an_expert_answer_of_long_ago_is_no_news(subscriber):
    topic = answered("Explained")
    expert(topic)
    ExpertAnswer.objects.update(marked_at=timezone.now() - dt.timedelta(days=30))

    assert missed(subscriber) == [("Explained", "NEW")]


def read_topic(member, topic):
    TopicReadTrack.objects.create(user=member, topic=topic)


def read_forum(member, topic):
    ForumReadTrack.objects.create(user=member, forum=topic.forum)


def spoke_last(member, topic):
    make_post(topic, member)


def muted(member, topic):
    Mute.objects.create(member=member, muted=topic.poster)


def closed(member, topic):
    close_to(topic.forum)


def hidden(member, topic):
    Topic.objects.filter(pk=topic.pk).update(approved=False)


def first_post_gone(member, topic):
    Post.objects.filter(pk=topic.first_post_id).update(
        removal="erased", removed_at=timezone.now()
    )


@pytest.mark.parametrize(
    "happens",
    [read_topic, read_forum, spoke_last, muted, closed, hidden, first_post_gone],
)
def test_what_is_read_forbidden_or_unwanted_is_not_named(subscriber, happens):
    happens(subscriber, answered("Pain at night"))

    assert missed(subscriber) == []


def test_a_new_answer_after_the_reading_is_named(subscriber):
    topic = answered("Pain at night")
    read_topic(subscriber, topic)
    make_post(topic)

    assert missed(subscriber) == [("Pain at night", "NEW")]


def test_the_forum_of_professionals_is_named_to_professionals(subscriber):
    forum, group = make_forum(), Group.objects.create(name="Those who know")
    close_to(forum)
    allow("can_read_forum", group, forum)
    answered("A rare case", forum)
    other = subscribe()
    subscriber.groups.add(group)

    assert missed(subscriber) == [("A rare case", "NEW")]
    assert missed(other) == []


def test_a_closed_question_asks_for_no_help(subscriber):
    topic = make_topic(title="Open")
    Topic.objects.filter(pk=topic.pk).update(status=Topic.TOPIC_LOCKED)

    assert missed(subscriber) == [("Open", "NEW")]


@pytest.mark.parametrize("is_gone", [True, False])
def test_who_cannot_come_in_gets_none(subscriber, is_gone):
    answered("Pain at night")
    if is_gone:
        User.objects.filter(pk=subscriber.pk).update(is_active=False)
    else:
        restrict(subscriber, Restriction.Kind.SUSPENSION)

    monday_comes()

    assert mail.outbox == []


def test_without_titles_the_mail_says_how_many(subscriber):
    expert(answered("My osteosarcoma"))
    make_topic(title="My chordoma")

    monday_comes()

    (one,) = mail.outbox
    html = one.alternatives[0].content
    for text in (one.body, html):
        assert "A verified professional answered in 1 discussion." in text
        assert "1 question is waiting for a first answer. Could you help?" in text
        assert "/forums/unread/" in text
    assert "osteosarcoma" not in str(one.message())


def test_with_titles_the_mail_names_them_but_the_subject_does_not():
    subscribe(titles_in_mails=True)
    topic = answered("My <b>osteosarcoma</b> & me")

    monday_comes()

    (one,) = mail.outbox
    assert one.subject == "Your weekly overview"
    assert "“My <b>osteosarcoma</b> & me”: new answers" in one.body
    html = one.alternatives[0].content
    assert (
        "“<bdi>My &lt;b&gt;osteosarcoma&lt;/b&gt; &amp; me</bdi>”</a>: new answers"
        in html
    )
    assert f"/forums/p/{topic.first_post_id}/" in one.body


def test_one_click_stops_the_overview_alone(client, subscriber):
    answered("Pain at night")
    monday_comes()
    headers = mail.outbox[0].extra_headers
    address = headers["List-Unsubscribe"].strip("<>")

    client.post(address.removeprefix("http://testserver"))

    profile = ForumProfile.objects.get(user=subscriber)
    assert not profile.weekly_digest
    assert profile.notify_mentions
    assert headers["List-Id"] == "<weekly.forums.testserver>"


def test_what_the_mail_server_refuses_is_tried_later_that_morning(
    subscriber, settings, monkeypatch
):
    other = subscribe()
    answered("Pain at night")
    deliver_by(settings, mailing.HERE + "Refuses")
    monkeypatch.setattr(mailing.Refuses, "refused", {other.email})
    monkeypatch.setattr(mailing.Refuses, "code", 451)
    monday_comes()
    sent = told()
    monkeypatch.setattr(mailing.Refuses, "refused", set())

    monday_comes()

    assert sent == [subscriber.email]
    assert told() == sorted([subscriber.email, other.email])


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23 06:59", "2026-11-16"),
        ("2026-11-23 07:00", "2026-11-23"),
        ("2026-11-29 23:59", "2026-11-23"),
        ("2027-01-01 12:00", "2026-12-28"),
    ],
)
def test_the_week_begins_on_monday_at_seven(monkeypatch, now, monday):
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    assert digest.this_monday().isoformat() == f"{monday}T07:00:00+00:00"


@pytest.mark.parametrize("count", [2, 20])
def test_more_members_cost_no_more_queries(django_assert_num_queries, count):
    for _number in range(count):
        subscribe()
    answered("Pain at night")
    ids = list(digest.waiting().values_list("pk", flat=True))

    with django_assert_num_queries(13):
        digest.send(ids)

    assert len(mail.outbox) == count
