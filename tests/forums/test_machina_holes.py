"""Every hole that machina has as it comes, numbered S1 to S20, tried on our forums.

Each was open in machina 1.3.1 (docs/adr/0007). Where machina's page is gone, the test
knocks where it was; the rest go through our pages and verbs.
"""

import threading
import time
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections
from django.test import Client
from django.urls import NoReverseMatch, reverse

from forums import markup
from forums.forgetting import leaving
from forums.models import Attachment, Forum, Post, Topic
from forums.rules.access import Access
from forums.writing import editing, posting
from tests.forum_factories import (
    allow,
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return make_forum("Newly diagnosed")


@pytest.fixture
def topic(forum):
    return make_topic(forum, title="Waiting for the biopsy")


class Dangers(HTMLParser):
    """What a page runs or fetches from elsewhere."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            runs = name.startswith("on") or (value or "").startswith("javascript:")
            fetches = name == "src" and not value.startswith("/")
            if runs or fetches:
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "script" and "src" not in dict(attrs):
            self.found.append("<script>")


def page_of(browser, topic):
    return browser.get(topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "`<script>alert(document.cookie)</script>\n\n`",  # S1
        '[a](http://x "`" onmouseover=alert(1) "`")',  # S2
        "[a](javascript&colon;alert(1))",  # S2
        "<img src=x onerror=alert(1)>",  # S3
        "![me](https://tracker.example/pixel.png)",  # S19
    ],
)
def test_s1_s2_s3_s19_no_post_runs_or_fetches_anything(as_member, topic, text):
    make_post(topic, text=text)

    assert Dangers(page_of(as_member, topic)).found == []


@pytest.mark.parametrize(
    "text",
    ["[a](" * 5_000, "`" * 20_000, "[" * 20_000, "> " * 10_000],
    ids=["links", "backticks", "brackets", "quotes"],
)
def test_s4_no_post_takes_long_to_render(text):
    started = time.process_time()

    markup.render(text)

    assert time.process_time() - started < 0.5


def test_s4_a_post_is_limited(as_member, topic):
    text = "x" * 20_001

    answer = as_member.post(reverse("forums:reply", args=[topic.pk]), {"text": text})

    assert answer.status_code in (200, 422)
    assert "20,000 characters" in answer.content.decode()
    assert topic.posts.count() == 1


def test_s5_machinas_form_fields_do_not_move_a_file_of_somebody_else(
    as_member, member, topic
):
    other = make_post(topic)
    file = Attachment.objects.create(
        post=other, kind="pdf", extension="pdf", description="Secret", file="x", size=1
    )
    fields = {
        "text": "mine now",
        "attachment-TOTAL_FORMS": 1,
        "attachment-INITIAL_FORMS": 1,
        "attachment-0-id": file.pk,
        "attachment-0-comment": "x",
        "attachment-0-DELETE": "on",
    }

    as_member.post(reverse("forums:reply", args=[topic.pk]), fields)

    assert Attachment.objects.get().post == other


def test_s6_there_are_no_polls():
    for name in ("forum_conversation:topic_poll_vote", "forums:topic_poll_vote"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[1])


def test_s7_a_topic_has_one_address_and_its_own_forums_rules(as_member, member, topic):
    open_forum = make_forum()
    allow("can_post_without_approval", member, open_forum)
    stock = f"/forums/forum/{open_forum.slug}-{open_forum.pk}/topic/x-{topic.pk}/post/create/"

    answer = as_member.post(stock, {"subject": "Re", "content": "unmoderated"})
    as_member.post(reverse("forums:reply", args=[topic.pk]), {"text": "moderated"})

    assert answer.status_code == 404
    assert not topic.posts.filter(approved=True).exclude(poster=topic.poster).exists()


def test_s8_a_change_by_somebody_who_needs_approval_waits_again(topic):
    newcomer = make_member(trusted=False, days=0)
    post = make_post(topic, newcomer, text="Harmless")

    editing.edit(post=post, by=newcomer, text="See https://buy.example")

    post.refresh_from_db()
    assert not post.approved


def test_s9_nobody_reads_what_waits(as_member, topic):
    author = make_member()
    make_post(topic, author, text="still secret", approved=False)
    waiting = make_topic(topic.forum, author, title="Unseen", approved=False)

    posts = as_member.get(reverse("forums:member_posts", args=[author.pk]))

    assert "still secret" not in posts.content.decode()
    assert "Unseen" not in posts.content.decode()
    assert as_member.get(waiting.get_absolute_url()).status_code == 404


def test_s10_rules_of_one_forum_say_nothing_about_the_next(member):
    first, second, third = make_forum(), make_forum(), make_forum()
    group = Group.objects.create(name="Readers")
    member.groups.add(group)
    close_to(first, member)
    close_to(second, group)
    allow("can_read_forum", None, None)

    assert Access.for_user(member).forum_ids == {third.pk}


def test_s11_one_global_row_leaves_the_defaults(member, forum):
    allow("can_attach_file", member)

    assert Access.for_user(member).may("can_reply_to_topics", forum)


def test_s12_a_feed_has_an_end(as_member, forum):
    poster = make_member()
    for _ in range(35):
        make_topic(forum, poster)

    feed = as_member.get(reverse("forums:feed")).content.decode()

    assert feed.count("<entry>") == 30


def test_s13_a_file_is_read_by_who_may_read_its_forum(as_member, member, topic):
    post = make_post(topic)
    file = Attachment(post=post, kind="pdf", extension="pdf", description="x", size=4)
    file.file.save("patient-name.pdf", ContentFile(b"%PDF"))
    address = file.get_absolute_url()
    allowed = b"".join(as_member.get(address).streaming_content)
    close_to(topic.forum, member)

    assert allowed == b"%PDF"
    assert as_member.get(address).status_code == 404
    assert "patient-name" not in file.file.name
    assert not storages["default"].exists(file.file.name)


def test_s14_a_missing_file_breaks_no_page(as_member, topic):
    post = make_post(topic, text="See the picture")
    Attachment.objects.create(
        post=post, kind="image", extension="png", description="x", file="gone", size=1
    )

    assert "See the picture" in page_of(as_member, topic)


def test_s15_other_peoples_answers_outlive_an_account(topic):
    answer = make_post(topic, text="An answer that helps")

    leaving.anonymise(user=topic.poster, keep_words=False)

    assert Post.objects.get(pk=answer.pk).content.raw == "An answer that helps"
    topic.refresh_from_db()
    assert topic.posts_count == 2


def test_s16_a_permalink_counts_what_is_shown(as_member, topic):
    poster = make_member()
    for _ in range(25):
        make_post(topic, poster, approved=False)
    last = make_post(topic, poster, text="the last one")

    page = as_member.get(last.get_absolute_url(), follow=True)

    assert page.status_code == 200
    assert "the last one" in page.content.decode()


def test_s17_a_visitor_gets_no_session(client, topic):
    for address in ("/", "/lay/", "/forums/", topic.get_absolute_url()):
        assert not client.get(address).cookies


def test_s18_an_address_has_one_spelling(as_member, topic):
    right = topic.get_absolute_url()

    wrong = as_member.get(f"/forums/t/{topic.pk}-anything/")

    assert (wrong.status_code, wrong.url) == (301, right)


@pytest.mark.django_db(transaction=True)
def test_s20_views_and_posts_are_counted_side_by_side():
    forum = make_forum()
    topic, writer = make_topic(forum), make_member()
    allow("can_post_without_approval", None)

    def work(step):
        try:
            for _ in range(6):
                step()
        finally:
            connections.close_all()

    def view():
        browser = Client()
        browser.force_login(writer)
        browser.get(topic.get_absolute_url())

    def write():
        posting.reply(topic=Topic.objects.get(pk=topic.pk), by=writer, text="Hello")

    threads = [threading.Thread(target=work, args=[step]) for step in (view, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    topic.refresh_from_db()
    assert (topic.views_count, topic.posts_count) == (6, 7)
    assert Forum.objects.get(pk=forum.pk).direct_posts_count == 7
