"""The page of the search: its form, its results, its limits."""

import pytest
from django.core.cache import cache

from forums.models import Post
from forums.searching import search
from tests.forum_factories import (
    close_to,
    make_forum,
    make_member,
    make_post,
    make_topic,
)

pytestmark = pytest.mark.django_db

HERE = "/forums/search/"

# session · member · last seen · measures · forums · rules
FRAME = 6


@pytest.fixture(autouse=True)
def _no_searches_yet():
    cache.clear()


def page(client, status=200, **asked):
    response = client.get(HERE, asked)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_result_leads_to_the_post_and_says_who_where_and_when(as_member):
    forum = make_forum("Sarcoma")
    post = make_post(
        make_topic(forum, title="What is ice?"), text="Freezing <b>ice</b>"
    )

    text = page(as_member, q="freezing")

    assert f'<a href="/forums/p/{post.pk}/">What is ice?</a>' in text
    assert "<mark>Freezing</mark> &lt;b&gt;ice" in text
    assert post.poster.handle in text
    assert "Sarcoma" in text
    assert "1 post" in text


def test_former_member_has_no_name(as_member):
    poster = make_member("old-name", is_active=False)
    make_post(poster=poster, text="osteosarcoma")
    poster.anonymised_at = poster.date_joined
    poster.save()

    text = page(as_member, q="osteosarcoma")

    assert "a former member" in text
    assert "old-name" not in text
    assert "There is no member" in page(as_member, q="osteosarcoma", by="old-name")


def test_words_behind_a_content_note_are_not_shown(as_member):
    make_post(text="osteosarcoma and dying", content_note="about dying, gently")

    text = page(as_member, q="osteosarcoma")

    assert "about dying, gently" in text
    assert "and dying" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(
    as_member, count, django_assert_num_queries
):
    for _ in range(count):
        make_post(text="osteosarcoma")
    page(as_member, q="")
    cache.clear()

    # the limit of searches, in the table of the cache (12) · the transaction and its limit
    # of time (3) · is there a word · ids · ranks · posts · excerpts
    with django_assert_num_queries(FRAME + 12 + 8):
        text = page(as_member, q="osteosarcoma")
    assert text.count("<mark>") == count


def test_form_offers_only_forums_one_may_read_and_keeps_what_was_asked(as_member):
    make_forum("Open to all")
    close_to(make_forum("Closed room"))

    text = page(as_member, q='"ice" & <b>', by="nobody-here")

    assert "Open to all" in text
    assert "Closed room" not in text
    assert 'value="&quot;ice&quot; &amp; &lt;b&gt;"' in text
    assert "There is no member with this public name." in text


@pytest.mark.parametrize("asked", [{"forum": "999999"}, {"forum": "x"}, {"sort": "x"}])
def test_nonsense_in_the_address_is_refused_kindly(as_member, asked):
    make_post(text="osteosarcoma")

    text = page(as_member, q="osteosarcoma", **asked)

    assert "Select a valid choice" in text
    assert "<mark>" not in text


@pytest.mark.parametrize("words", ["", "the of", "-ice"])
def test_question_without_words_gets_help(as_member, words):
    assert "Type a word" in page(as_member, q=words)


def test_nothing_found_is_said(as_member):
    assert "Nothing was found" in page(as_member, q="osteosarcoma")


def test_many_results_come_in_pages_that_keep_the_question(as_member):
    topic, poster = make_topic(), make_member()
    Post.objects.bulk_create(
        Post(
            topic=topic,
            poster=poster,
            subject="Re: x",
            content="osteosarcoma",
            _content_rendered="<p>osteosarcoma</p>",
        )
        for _ in range(search.PER_PAGE + 1)
    )

    text = page(as_member, q="osteosarcoma", sort="newest", page="2")

    assert "21 posts" in text
    assert text.count("<mark>") == 1
    assert "?q=osteosarcoma&amp;sort=newest&amp;page=1" in text


def test_too_many_searches_have_to_wait(as_member, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_search": "2/m/user"}

    for _ in range(2):
        page(as_member, q="osteosarcoma")
    text = page(as_member, 429, q="osteosarcoma")

    assert 'value="osteosarcoma"' in text
    assert "wait a moment" in text


def test_slow_search_is_told_kindly(as_member, monkeypatch):
    make_post(text="osteosarcoma")
    slowly = '(SELECT "forum_conversation_post"."search" FROM pg_sleep(0.2))'
    monkeypatch.setattr(search.Words, "template", slowly)
    monkeypatch.setattr(search, "TIMEOUT", 50)

    assert "took too long" in page(as_member, 503, q="osteosarcoma")


def test_search_is_private_and_leaves_no_trace(as_member, caplog):
    caplog.set_level("DEBUG")

    response = as_member.get(HERE, {"q": "osteosarcoma"})

    assert "no-store" in response["Cache-Control"]
    assert "osteosarcoma" not in caplog.text
    assert as_member.post(HERE, {"q": "osteosarcoma"}).status_code == 405


def test_the_field_of_the_search_is_not_called_optional(as_member):
    assert ">Search for</label>" in page(as_member)
