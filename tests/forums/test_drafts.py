"""A session that ended while somebody wrote: the words come back after the log-in."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from forums.writing import drafts
from tests.accounts.conftest import log_in
from tests.forum_factories import make_forum, make_post, make_topic
from tests.forums.writing import edit_url, new_url, reply_url

pytestmark = pytest.mark.django_db

HERE = {"HTTP_ORIGIN": "http://testserver"}


def test_words_sent_after_the_session_ended_come_back_with_the_log_in(reader, member):
    url = reply_url(make_topic())

    gate = reader.post(url, {"text": "A long text.", "content_note": "n"}, **HERE)
    log_in(reader, password="wrong")
    back = log_in(reader, next=url)
    form = reader.get(back["Location"]).context["form"]

    assert gate["Location"] == f"/accounts/login/?next={url}"
    assert back["Location"] == url
    assert form["text"].value() == "A long text."
    assert form["content_note"].value() == "n"


def test_they_are_forgotten_once_they_are_posted(as_member, member):
    url = reply_url(make_topic())
    visitor = Client()
    visitor.post(url, {"text": "A long text."}, **HERE)
    log_in(visitor)
    assert visitor.session[drafts.KEY]

    visitor.post(url, {"text": "A long text.", "card": "on"})

    assert not visitor.session[drafts.KEY]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", None])
def test_other_sites_put_no_words_into_the_form(reader, origin):
    extra = {} if origin is None else {"HTTP_ORIGIN": origin}

    reader.post(reply_url(make_topic()), {"text": "Buy this."}, **extra)

    assert not Session.objects.exists()
    assert "sessionid" not in reader.cookies


def test_nothing_else_at_the_gate_makes_a_session(reader):
    topic = make_topic()

    reader.get(reply_url(topic))
    reader.post(reply_url(topic), {"text": "  "}, **HERE)
    reader.post(topic.get_absolute_url(), {"text": "x"}, **HERE)
    reader.post("/forums/no/such/page/", {"text": "x"}, **HERE)

    assert not Session.objects.exists()


def test_a_flood_at_the_gate_fills_no_table(reader, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_ask": "2/m/ip"}
    url = new_url(make_forum())

    for _ in range(4):
        Client().post(url, {"text": "x"}, **HERE)

    assert Session.objects.count() == 2


def test_three_texts_are_kept_and_no_book(reader):
    urls = [edit_url(make_post()) for _ in range(4)]

    for url in urls:
        reader.post(url, {"text": "x" * 100_000}, **HERE)

    kept = reader.session[drafts.KEY]
    assert list(kept) == urls[1:]
    assert len(kept[urls[3]]["text"]) == drafts.LONGEST


def test_a_word_of_one_session_is_not_another_ones(reader, as_member):
    url = reply_url(make_topic())
    reader.post(url, {"text": "Mine."}, **HERE)

    assert not as_member.get(url).context["form"]["text"].value()
