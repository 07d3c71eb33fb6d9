"""The writing pages: what they take, refuse, warn of, and never lose."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from forums.models import ForumProfile, Post, Topic
from tests.forum_factories import (
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
    restrict,
)
from tests.forums.writing import edit_url, fill_in, new_url, reply_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client):
    member = make_member("ann-1")
    client.force_login(member)
    return member


@pytest.fixture
def as_ann(ann, client):
    return client


def test_a_discussion_is_opened_and_shown(as_ann, ann):
    forum = make_forum()

    response = fill_in(as_ann, new_url(forum), title="Pain", text="At *night*.")

    post = Post.objects.get()
    assert (post.topic.forum, post.poster, post.subject) == (forum, ann, "Pain")
    assert response["Location"] == reverse("forums:post", args=[post.pk])
    assert [str(one) for one in get_messages(response.wsgi_request)] == [
        "Your discussion is posted."
    ]


def test_an_answer_begins_with_a_quotation(as_ann):
    post = make_post(text="Take it @[77] at **night**.")

    page = as_ann.get(reply_url(post.topic) + f"?quote={post.pk}")

    assert page.context["form"]["text"].value() == (
        f"> [post:{post.pk}]\n> Take it @[77] at **night**.\n\n"
    )


def test_what_stood_under_a_content_note_is_quoted_under_it(as_ann):
    post = make_post(text="He died at home.", content_note="about dying")

    page = as_ann.get(reply_url(post.topic) + f"?quote={post.pk}")

    assert page.context["form"]["content_note"].value() == "about dying"


def test_words_are_not_quoted_into_another_forum(as_ann):
    """Fewer people may be able to read the forum that they come from."""
    post = make_post(text="Told to a few.")

    page = as_ann.get(reply_url(make_topic()) + f"?quote={post.pk}")

    assert not page.context["form"]["text"].value()


@pytest.mark.parametrize("number", ["x", "9" * 30, "²", ""])
def test_a_quotation_of_nonsense_is_nothing(as_ann, number):
    page = as_ann.get(reply_url(make_topic()) + f"?quote={number}")

    assert not page.context["form"]["text"].value()


def test_nobody_quotes_what_they_cannot_read(as_ann, ann):
    topic, secret = make_topic(), make_topic()
    close_to(secret.forum, ann)
    waiting, gone = make_post(approved=False), make_post(removal="author")

    for post in (secret.first_post, waiting, gone):
        response = as_ann.get(reply_url(topic) + f"?quote={post.pk}")
        assert response.status_code == 404


def test_pages_of_what_one_cannot_see_are_not_there(as_ann, ann):
    secret = make_topic()
    make_post(secret)
    close_to(secret.forum, ann)
    hidden = make_topic(approved=False)

    for topic in (secret, hidden):
        post = topic.first_post
        names = ("post_edit", "post_remove", "post_history", "posted", "mark_expert")
        urls = [reverse(f"forums:{name}", args=[post.pk]) for name in names]
        for url in (reply_url(topic), *urls):
            assert as_ann.post(url, {"text": "x"}).status_code in (404, 405)
            assert as_ann.get(url).status_code in (404, 405)
    assert as_ann.get(new_url(secret.forum)).status_code == 404


def test_other_peoples_posts_can_be_neither_changed_nor_removed(as_ann):
    post = make_post(text="Mine.")

    edited = as_ann.post(edit_url(post), {"text": "Yours.", "seen": ""})
    removed = as_ann.post(reverse("forums:post_remove", args=[post.pk]))

    post.refresh_from_db()
    assert (edited.status_code, removed.status_code) == (403, 403)
    assert (post.content.raw, post.removal) == ("Mine.", "")


@pytest.mark.parametrize("name", ["preview", "mark_expert"])
def test_what_only_takes_does_not_show(as_ann, name):
    ids = [] if name == "preview" else [make_post().pk]

    assert as_ann.get(reverse(f"forums:{name}", args=ids)).status_code == 405


def test_an_empty_form_says_what_is_missing_beside_the_fields(as_ann):
    page = fill_in(as_ann, new_url(make_forum()), title="", text=" ").content.decode()

    assert 'id="id_title_error">Please give your discussion a title.' in page
    assert 'id="id_text_error">Please write something first.' in page
    assert not Post.objects.exists()


def test_a_text_that_is_too_long_is_given_back_whole(as_ann):
    text = "word " * 5_000

    page = fill_in(as_ann, reply_url(make_topic()), text=text)

    assert "at most 20,000 characters; this one has 25,000" in page.content.decode()
    assert page.context["form"]["text"].value() == text


def test_null_bytes_are_neither_stored_nor_shown(as_ann):
    topic = make_topic()

    refused = fill_in(as_ann, new_url(topic.forum), title="", text="a\x00b")
    taken = fill_in(as_ann, reply_url(topic), text="a\x00b")

    assert refused.context["form"]["text"].value() == "ab"
    assert taken.status_code == 302
    assert topic.posts.last().content.raw == "ab"


def test_a_preview_shows_the_words_and_keeps_everything(as_ann, ann):
    forum = make_forum()

    page = fill_in(
        as_ann,
        new_url(forum),
        title="",
        text="**Bold** <script>alert(1)</script> @ann-1",
        content_note="about pain",
        action="preview",
    )

    html = page.content.decode()
    assert "<strong>Bold</strong>" in html
    assert "<script>alert" not in html
    assert f'href="/forums/members/{ann.pk}/">@ann-1</a>' in html
    assert page.context["form"]["content_note"].value() == "about pain"
    assert not page.context["form"].errors
    assert not Post.objects.exists()


def test_the_preview_for_the_script_is_a_fragment(as_ann):
    answer = as_ann.post(reverse("forums:preview"), {"text": "**Bold**"})

    assert answer.content.decode().strip().startswith("<section")
    assert "<strong>Bold</strong>" in answer.content.decode()


def test_a_preview_of_a_huge_text_is_fast_and_plain(as_ann):
    answer = as_ann.post(reverse("forums:preview"), {"text": "[" * 500_000})

    assert answer.status_code == 200
    assert len(answer.content) < 30_000


def test_the_same_form_sent_twice_posts_once(as_ann):
    topic = make_topic()
    data = {"text": "Hello.", "token": str(uuid.uuid4())}

    first, second = (as_ann.post(reply_url(topic), data) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert topic.posts.count() == 2


def test_a_nonsense_form_number_is_an_error_not_a_crash(as_ann):
    page = as_ann.post(reply_url(make_topic()), {"text": "Hello.", "token": "x"})

    assert page.status_code == 200
    assert page.context["form"]["text"].value() == "Hello."


def test_a_form_opened_before_another_log_in_is_given_back(ann):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ann)
    topic = make_topic()
    data = {"text": "A long text.", "csrfmiddlewaretoken": "x" * 64}

    page = browser.post(reply_url(topic), data)
    token = page.context["csrf_token"]
    again = browser.post(reply_url(topic), {**data, "csrfmiddlewaretoken": str(token)})

    assert "Nothing you wrote is lost" in page.content.decode()
    assert page.context["form"]["text"].value() == "A long text."
    assert again.status_code == 302
    assert topic.posts.count() == 2


def test_no_other_site_posts_for_a_member(ann):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ann)
    post = make_post(poster=ann)

    for name in ("post_remove", "mark_expert"):
        url = reverse(f"forums:{name}", args=[post.pk])
        assert browser.post(url).status_code == 403
    browser.post(edit_url(post), {"text": "Theirs."})
    browser.post(new_url(post.topic.forum), {"text": "Theirs.", "title": "T"})
    post.refresh_from_db()
    assert not post.removal
    assert not Post.objects.filter(content="Theirs.").exists()


def test_a_silenced_member_is_told_why_and_keeps_the_words(as_ann, ann):
    topic = make_topic()
    restrict(ann, reason="Three adverts.")

    empty = as_ann.get(reply_url(topic))
    page = as_ann.post(reply_url(topic), {"text": "A long text."})

    assert (empty.status_code, page.status_code) == (403, 403)
    assert empty.content.decode().count("Three adverts.") == 1  # not twice on a page
    assert "<textarea" not in empty.content.decode()
    assert page.context["form"]["text"].value() == "A long text."
    assert topic.posts.count() == 1


def test_a_discussion_closed_while_writing_gives_the_words_back(as_ann):
    topic = make_topic()
    Topic.objects.update(status=Topic.TOPIC_LOCKED)

    page = as_ann.post(reply_url(topic), {"text": "A long text."})

    assert page.status_code == 403
    assert "closed to new answers" in page.content.decode()
    assert page.context["form"]["text"].value() == "A long text."


def test_who_wrote_too_much_keeps_the_words(client):
    new = make_member(trusted=False)
    client.force_login(new)
    ForumProfile.objects.create(user=new, safety_card_seen_at=new.date_joined)
    topic = make_topic()
    for _ in range(4):
        make_post(topic, new, approved=False)

    page = client.post(reply_url(topic), {"text": "A long text."})

    assert page.status_code == 429
    assert "within an hour" in page.content.decode()
    assert page.context["form"]["text"].value() == "A long text."


def test_a_newcomer_is_told_that_the_post_waits(client):
    new = make_member(trusted=False)
    client.force_login(new)
    topic = make_topic()

    response = fill_in(client, reply_url(topic), card="on")

    post = topic.posts.get(poster=new)
    assert response["Location"] == reverse("forums:posted", args=[post.pk])
    page = client.get(response["Location"]).content.decode()
    assert "waiting for a moderator" in page
    assert "We will e-mail you" in page


def test_the_page_after_posting_is_the_writers_alone(as_ann):
    post = make_post()

    assert as_ann.get(reverse("forums:posted", args=[post.pk])).status_code == 404


def test_an_answer_takes_at_most_20_queries(as_ann, django_assert_max_num_queries):
    """With the savepoint of the test, which stands for BEGIN and COMMIT."""
    topic = make_topic()
    data = {"text": "Hello.", "token": str(uuid.uuid4())}
    as_ann.get(reply_url(topic))

    with django_assert_max_num_queries(20):
        response = as_ann.post(reply_url(topic), data)

    assert response.status_code == 302
