"""Asking from a page: open to all, kept until there is an account, linked by id."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from articles import publishing
from articles.models import Audience, OldSlug
from forums.models import Discussion, Post, Topic
from forums.writing import asking, drafts
from tests.accounts.conftest import log_in, mailed_code, sign_up
from tests.factories import make_page, make_user
from tests.forum_factories import close_to, make_forum, make_member, make_topic
from tests.forums.writing import help_line

pytestmark = pytest.mark.django_db

WORDS = {"title": "Can I fly?", "text": "Two weeks after *freezing*."}


@pytest.fixture
def page():
    return make_page()


@pytest.fixture
def url(page):
    return reverse("ask", args=[page.subject.slug])


@pytest.fixture
def finish(page):
    return reverse("forums:ask_finish", args=[page.subject.slug])


def kept_words(browser, finish):
    form = browser.get(finish).context["form"]
    return {name: form[name].value() for name in WORDS}


def test_anybody_may_write_and_leaves_no_session_by_looking(reader, url, page):
    response = reader.get(url)

    assert f"Ask about “{page.title}”" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert "sessionid" not in reader.cookies
    assert not Session.objects.exists()


def test_a_question_waits_in_the_session_and_offers_both_doors(reader, url, finish):
    sent = reader.post(url, WORDS)
    kept = reader.get(sent["Location"]).content.decode()

    assert sent["Location"] == url
    assert "Your question is saved" in kept
    assert "Can I fly?" in kept
    for door in ("login", "signup"):
        assert f'href="/accounts/{door}/?next={finish.replace("/", "%2F")}"' in kept
    assert not Post.objects.exists()


def test_a_kept_question_can_be_changed(reader, url):
    reader.post(url, WORDS)

    form = reader.get(url + "?change=1").context["form"]

    assert form["text"].value() == WORDS["text"]


def test_it_survives_a_wrong_password_and_the_log_in(reader, member, url, finish):
    reader.post(url, WORDS)
    before = reader.session.session_key

    log_in(reader, password="wrong", next=finish)
    entered = log_in(reader, next=finish)

    assert entered["Location"] == finish
    assert reader.session.session_key != before
    assert kept_words(reader, finish) == WORDS


def test_it_survives_sign_up_and_confirmation_by_code(reader, url, finish):
    reader.post(url, WORDS)

    asked = sign_up(reader, next=finish)
    entered = reader.post(asked["Location"], {"code": mailed_code()})

    assert entered["Location"] == finish
    assert kept_words(reader, finish) == WORDS


def test_it_is_posted_linked_and_forgotten(reader, url, finish, page, client):
    ann, forum = make_member(), make_forum()
    reader.post(url, WORDS)
    reader.force_login(ann)
    form = reader.get(finish).context["form"]
    data = {**WORDS, "forum": forum.pk, "token": form["token"].value()}

    first = reader.post(finish, data)
    again = reader.post(finish, data)

    topic = Topic.objects.get()
    assert first["Location"] == again["Location"] == topic.first_post.get_absolute_url()
    assert (topic.poster, topic.forum, topic.subject) == (ann, forum, "Can I fly?")
    assert Discussion.objects.get().subject == page.subject
    assert not reader.session[drafts.KEY]


def test_words_reach_a_page_that_was_renamed_while_they_were_written(reader, url, page):
    OldSlug.objects.create(subject=page.subject, slug=page.subject.slug)
    page.subject.slug = "new-name"
    page.subject.save()

    reader.post(url, WORDS)

    kept = reader.get(reverse("ask", args=["new-name"])).content.decode()
    assert "Your question is saved" in kept


def test_a_question_reaches_a_page_that_was_renamed_while_it_was_written(
    client, finish, page
):
    forum = make_forum()
    client.force_login(make_member())
    OldSlug.objects.create(subject=page.subject, slug=page.subject.slug)
    page.subject.slug = "new-name"
    page.subject.save()

    client.post(finish, WORDS | {"forum": forum.pk, "card": "on"})

    assert Discussion.objects.get().subject == page.subject


def test_a_renamed_page_keeps_question_and_discussion(reader, url, page):
    reader.post(url, WORDS)
    OldSlug.objects.create(subject=page.subject, slug=page.subject.slug)
    page.subject.slug = "new-name"
    page.subject.save()

    moved = reader.get(url)

    assert (moved.status_code, moved["Location"]) == (301, "/ask/new-name/")
    assert "Can I fly?" in reader.get("/ask/new-name/").content.decode()


def test_a_page_that_never_was_or_is_gone_takes_no_question(reader, page, as_member):
    names = ("ask", "forums:ask_finish")
    publishing.withdraw(article=page, by=make_user(), reason="Wrong dose.")

    for name in names:
        for browser in (reader, as_member) if name == "ask" else (as_member,):
            gone = browser.get(reverse(name, args=[page.subject.slug]))
            none = browser.get(reverse(name, args=["no-such-page"]))
            assert (gone.status_code, none.status_code) == (410, 404)


def test_a_page_with_one_edition_can_be_asked_about(reader):
    page = make_page(audience=Audience.PROFESSIONAL)

    assert reader.get(reverse("ask", args=[page.subject.slug])).status_code == 200


def test_a_member_goes_straight_to_the_form(as_member, url, finish):
    assert as_member.get(url)["Location"] == finish
    assert as_member.post(url, WORDS)["Location"] == finish
    assert kept_words(as_member, finish) == WORDS


def test_an_incomplete_question_is_given_back(reader, url):
    page = reader.post(url, {"title": "", "text": "Two weeks after."})

    assert page.context["form"].errors.keys() == {"title"}
    assert page.context["form"]["text"].value() == "Two weeks after."
    assert "sessionid" not in reader.cookies


def test_a_crisis_meets_help_before_any_log_in(reader, url):
    help_line("crisis", name="Someone who listens")
    words = WORDS | {"text": "I want to die."}

    page = reader.post(url, words)
    on = reader.post(url, words | {"seen": page.context["form"]["seen"].value()})

    assert "Someone who listens" in page.content.decode()
    assert on.status_code == 302


def test_help_that_was_read_before_the_log_in_is_folded_after_it(reader, url, finish):
    make_forum("Everyday life")
    help_line("crisis", name="Someone who listens")
    words = WORDS | {"text": "I want to die."}
    page = reader.post(url, words)
    reader.post(url, words | {"seen": page.context["form"]["seen"].value()})
    reader.force_login(make_member())

    form = reader.get(finish).context["form"]
    sent = {"title": words["title"], "forum": form["forum"].value() or ""}
    again = reader.post(finish, sent | {"text": words["text"], "card": "on"})
    new = reader.post(finish, sent | {"text": "I cannot breathe.", "card": "on"})

    assert '<details class="help-lines" open' in page.content.decode()
    assert '<details class="help-lines">' in again.content.decode()
    assert [card.title for card in new.context["cards"]]
    assert not new.context["folded"]


def test_too_many_questions_from_one_network_wait(reader, url, settings):
    settings.ACCOUNT_RATE_LIMITS = {"forum_ask": "1/m/ip"}
    reader.post(url, WORDS)

    page = Client().post(url, WORDS)

    assert page.status_code == 429
    assert page.context["form"]["text"].value() == WORDS["text"]


def test_only_forums_one_may_write_in_are_offered(client, page, finish):
    ann, secret, plain = make_member(), make_forum("Secret"), make_forum("Plain")
    make_forum("Category", category=True)
    close_to(secret, ann)
    client.force_login(ann)

    form = client.get(finish).context["form"]
    refused = client.post(finish, WORDS | {"forum": secret.pk})

    assert form.fields["forum"].choices == [(plain.pk, "Plain")]
    assert refused.context["form"].errors.keys() == {"forum"}
    assert not Post.objects.exists()


def test_the_forum_where_the_page_is_discussed_is_chosen(client, page, finish):
    first, usual = make_forum(), make_forum()
    client.force_login(make_member())

    assert client.get(finish).context["form"]["forum"].value() == first.pk

    make_topic(usual, subject=page.subject)
    assert client.get(finish).context["form"]["forum"].value() == usual.pk
    assert asking.likely_forum(page.subject, []) is None


def test_without_any_forum_the_page_says_so(client, finish):
    client.force_login(make_member())

    assert client.get(finish).status_code == 403


def test_words_sent_to_the_second_half_after_the_session_ended_come_back(
    reader, member, finish
):
    make_forum()

    gate = reader.post(finish, WORDS, HTTP_ORIGIN="http://testserver")
    log_in(reader, next=finish)

    assert gate["Location"] == f"/accounts/login/?next={finish}"
    assert kept_words(reader, finish) == WORDS


def test_a_log_in_as_somebody_else_does_not_show_the_words(reader, url, finish, member):
    make_forum()
    reader.post(url, WORDS)
    log_in(reader, next=finish)
    reader.post("/accounts/logout/")
    reader.force_login(make_member())

    assert kept_words(reader, finish) == {"title": None, "text": None}
