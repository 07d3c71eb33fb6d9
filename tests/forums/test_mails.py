"""What mails about posts say and do not say, and their headers."""

import re
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.template.loader import render_to_string

from forums.models import ForumFollow, ForumProfile, Mention, Notification, Topic
from forums.telling import mails, notification_tasks, post_mails
from portal.accounts.models import User
from tests.forum_factories import make_forum, make_member, make_post, make_topic
from tests.forums.mailing import announced_post, follow, minutes_pass, sweep, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(make_forum("Sarcoma in teens"), title="My osteosarcoma")


def mail_about(topic, **fields):
    """Return the mail that the only follower gets about an answer by ann."""
    poster = User.objects.filter(handle="ann").first() or make_member("ann")
    announced_post(topic, poster, **fields)
    work()
    return mail.outbox[-1]


def html(message):
    return message.alternatives[0].content


def test_a_mail_says_who_answered_and_leads_there(topic):
    (member,) = follow(topic)

    message = mail_about(topic)

    post = topic.posts.latest("pk")
    assert message.to == [member.email]
    for text in (message.body, html(message)):
        assert f"http://testserver/forums/p/{post.pk}/" in text
        assert "http://testserver/forums/settings/" in text
    assert "New answer by ann in a discussion you follow." in message.body
    assert "New answer by <strong>ann</strong> in a discussion" in html(message)


def test_nothing_in_a_mail_tells_an_illness_unless_the_member_wants_it(topic):
    follow(topic)

    message = mail_about(topic, text="Chemotherapy begins on Monday.")

    whole = str(message.message())
    assert not re.search(
        "osteosarcoma|sarcoma|chemotherapy|teens", whole, re.IGNORECASE
    )


def test_titles_and_first_words_are_for_those_who_want_them(topic):
    follow(topic, titles_in_mails=True)

    message = mail_about(topic, text="**Chemotherapy** <b>begins</b> on Monday.")

    assert message.subject == "New answer in a discussion you follow"
    assert "“My osteosarcoma”" in message.body
    assert "Chemotherapy <b>begins</b> on Monday." in message.body
    assert '<blockquote dir="auto">Chemotherapy &lt;b&gt;begins' in html(message)


def test_words_with_a_content_note_stay_in_the_forum(topic):
    follow(topic, titles_in_mails=True)

    message = mail_about(topic, text="She died at home.", content_note="About dying")

    assert "About dying" in message.body
    assert "at home" not in str(message.message())


def test_names_are_those_of_the_moment_of_sending(topic):
    follow(topic)
    post = announced_post(topic, make_member("old-name"))
    notification_tasks.fan_out(post.pk)
    User.objects.filter(pk=post.poster_id).update(handle="new-name")

    work()

    assert "by new-name in" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("mention", "Somebody mentioned or quoted you", "mentioned or quoted by"),
        ("topic", "New discussion in a forum you follow", "New discussion by"),
        ("reply", "New answer in a discussion you follow", "New answer by"),
    ],
)
def test_each_kind_has_its_words_and_its_way_out(topic, client, kind, subject, words):
    member = make_member()
    topic.subscribers.add(member)
    ForumFollow.objects.create(member=member, forum=topic.forum)
    Notification.objects.create(member=member, post=topic.first_post, kind=kind)

    sweep()

    (message,) = mail.outbox
    assert message.subject == subject
    assert words in message.body
    narrow, broad = re.findall(r"http://testserver(/unsubscribe/\S+)", message.body)
    client.post(narrow)
    assert {
        "mention": not ForumProfile.objects.get(user=member).notify_mentions,
        "topic": not member.forum_follows.exists(),
        "reply": not member.topic_subscriptions.exists(),
    }[kind]
    assert "-all-" in broad


def test_several_answers_in_one_discussion_are_one_line_with_the_first(topic):
    follow(topic)
    mail_about(topic)
    posts = [announced_post(topic, make_member(name)) for name in ("ben", "cleo")]
    work()
    minutes_pass(16)
    sweep()

    body = mail.outbox[-1].body
    assert "2 new answers in a discussion you follow, the first by ben." in body
    assert f"/forums/p/{posts[0].pk}/" in body
    assert f"/forums/p/{posts[1].pk}/" not in body


def test_one_mail_about_several_discussions_names_mentions_first(topic):
    (member,) = follow(topic)
    mail_about(topic)
    other = make_topic()
    other.subscribers.add(member)
    announced_post(other)
    post = make_post(topic, make_member("ben"))
    Mention.objects.create(post=post, member=member)
    notification_tasks.fan_out(post.pk)
    work()
    minutes_pass(16)
    sweep()

    message = mail.outbox[-1]
    assert message.subject == "New in the discussions you follow"
    first, second = re.findall(r"New answer.*", message.body)
    assert first.startswith("New answer by ben in a discussion you follow; it mention")
    assert second.startswith("New answer by ")
    assert "References" not in message.extra_headers


def test_many_discussions_of_one_forum_have_one_way_out(topic):
    """Each is followed by what stops it, which stands once, below the last of its forum."""
    member, other = make_member(), make_topic()
    topics = [make_topic(topic.forum), other, topic, make_topic(topic.forum)]
    for forum in (topic.forum, other.forum):
        ForumFollow.objects.create(member=member, forum=forum)
    for one in topics:
        row = {"member": member, "post": one.first_post, "kind": "topic"}
        Notification.objects.create(**row)

    sweep()

    (message,) = mail.outbox
    found = re.findall(r"/p/(\d+)/|unsubscribe/\d+-(\w+-\d+)", message.body)
    ours = sorted(one.first_post_id for one in topics if one != other)
    assert [post or stop for post, stop in found] == [
        *(str(number) for number in ours),
        f"forum-{topic.forum_id}",
        str(other.first_post_id),
        f"forum-{other.forum_id}",
        "all-0",
    ]
    assert html(message).count("Stop e-mails about new discussions in this forum") == 2
    assert "\n\n\n" not in message.body


def test_titles_written_from_right_to_left_do_not_turn_the_words_around():
    topic = make_topic(title="כאב בלילה?")
    follow(topic, titles_in_mails=True)

    assert "<p>“<bdi>כאב בלילה?</bdi>”</p>" in html(mail_about(topic))


def test_headers_make_a_list_of_it_that_can_be_left_with_one_click(topic):
    follow(topic)

    headers = mail_about(topic).message()

    assert headers["List-Id"] == "<forums.testserver>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://testserver/unsubscribe/\d+-all-0\.[\w-]{43}/>",
        headers["List-Unsubscribe"],
    )
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Precedence"] == "list"


def test_headers_survive_the_way_over_the_wire(topic, settings):
    settings.SITE_URL = "https://a-rather-long-name-of-a-portal.example.org"
    follow(topic)

    raw = mail_about(topic).message().as_bytes()

    read = message_from_bytes(raw, policy=policy.default)
    assert read["List-Unsubscribe"].strip().startswith("<https://a-rather-long")
    assert read["List-Unsubscribe"].strip().endswith("/>")
    assert read["Message-ID"].strip().endswith("portal.example.org>")


def test_mails_about_one_discussion_stand_together_in_a_mail_program(topic):
    follow(topic)
    first = mail_about(topic)
    mail_about(topic)
    minutes_pass(16)
    sweep()
    second = mail.outbox[-1]

    assert first.extra_headers["References"] == second.extra_headers["References"]
    assert first.extra_headers["In-Reply-To"] == f"<discussion-{topic.pk}@testserver>"
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_the_same_set_has_the_same_name_and_another_set_another(topic):
    member = make_member()
    rows = [
        Notification.objects.create(member=member, post=make_post(topic), kind="reply")
        for _number in range(2)
    ]
    names = [
        post_mails.about(chosen).extra_headers["Message-ID"]
        for chosen in (rows, rows[::-1], rows[:1])
    ]

    assert names[0] == names[1] != names[2]


def test_a_former_member_is_called_so(topic):
    follow(topic)
    post = announced_post(topic)
    Topic.objects.filter(pk=topic.pk).update(poster=None)
    User.objects.filter(pk=post.poster_id).update(
        is_active=False, anonymised_at=post.created
    )

    work()

    assert "New answer by a former member in a discussion" in mail.outbox[0].body


def test_any_room_may_send_a_mail_with_its_text_alone(settings, tmp_path, member):
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    (tmp_path / "hail_subject.txt").write_text("A subject\nin two lines")
    (tmp_path / "hail_message.txt").write_text(
        "Hello {{ member.handle }},\n\n{{ words|safe }}\nhttp://testserver/x/"
    )

    mails.send_to(member, "hail", {"words": "a < b"})

    (message,) = mail.outbox
    assert message.subject == "A subject in two lines"
    assert message.body.startswith("Hello the-member,\n\na < b")
    assert "a &lt; b" in html(message)
    assert '<a href="http://testserver/x/"' in html(message)
    assert "List-Id" not in message.extra_headers


@pytest.mark.parametrize("name", ["posts_message.html", "digest_message.html"])
def test_html_loads_nothing_and_tracks_nobody(name):
    text = render_to_string(f"forums/mail/{name}", {"SITE_URL": "http://testserver"})

    assert not re.search(r"<(?:img|link|script|style|iframe)|src=", text)
    assert '<html lang="en">' in text


def test_an_excerpt_names_whom_the_answer_addresses(topic):
    follow(topic, titles_in_mails=True)
    cleo = make_member("cleo")

    message = mail_about(topic, text=f"Hello @[{cleo.pk}], it passes.")

    assert "Hello @cleo, it passes." in message.body


@pytest.mark.parametrize("follows", [True, False])
def test_a_mention_says_whether_it_is_an_answer_that_one_follows(topic, follows):
    (member,) = follow(topic)
    if not follows:
        topic.subscribers.remove(member)
    post = make_post(topic, make_member("ben"))
    Mention.objects.create(post=post, member=member)
    notification_tasks.fan_out(post.pk)
    work()

    message = mail.outbox[-1]
    words = "New answer by ben in a discussion you follow; it mentions or quotes you."
    assert (words in message.body) == follows
    assert ("in a discussion you follow; it mentions" in html(message)) == follows
    assert ("An answer in a discussion you follow" in message.subject) == follows
