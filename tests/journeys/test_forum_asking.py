"""From a page to a posted question: without an account, with and without JavaScript."""

import re

import pytest
from django.urls import reverse

from forums.models import Discussion, Post
from tests.accounts.conftest import mailed_code
from tests.factories import make_page
from tests.forum_factories import make_forum, make_topic, trust_member
from tests.personas import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

TITLE, TEXT = "Can I fly?", "Two weeks after freezing. **Is it safe?**"


@pytest.fixture
def forum():
    return make_forum("Everyday life")


@pytest.fixture
def question(forum):
    page = make_page()
    return reverse("ask", args=[page.subject.slug])


def ask(tab, question):
    tab.goto(question)
    tab.get_by_label("Title").fill(TITLE)
    tab.get_by_label("Your text").fill(TEXT)


def sign_up(tab):
    tab.get_by_role("link", name="Create an account").click()
    tab.get_by_label("E-mail address").fill("new@example.org")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_label(re.compile("or older")).check()
    tab.get_by_role("button", name="Create the account").click()
    code = tab.get_by_label("Code")
    code.wait_for()
    code.fill(mailed_code())
    tab.get_by_role("button", name="Continue").click()


def log_in(tab, user, password=PASSWORD):
    tab.get_by_label("E-mail address").fill(user.email)
    tab.get_by_label("Password", exact=True).fill(password)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Log in", exact=True).click()


def until_kept(tab, words):
    """Wait until this browser keeps these words; it does so a moment after the typing."""
    tab.wait_for_function(
        "words => Object.values(localStorage).some(kept => kept.includes(words))",
        arg=words,
    )


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def tab(request, chromium_browser, live_server):
    context = chromium_browser.new_context(
        base_url=live_server.url, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


def test_a_question_survives_sign_up_and_confirmation(tab, question, forum):
    ask(tab, question)
    tab.get_by_role("button", name="Continue").click()
    sign_up(tab)

    assert tab.get_by_label("Title").input_value() == TITLE
    assert tab.get_by_label("Your text").input_value() == TEXT
    assert tab.get_by_label("Everyday life").is_checked()
    tab.get_by_label("I have read this").check()
    tab.get_by_role("button", name="Post your question").click()

    assert "waiting for a moderator" in tab.get_by_role("heading", level=1).inner_text()
    post = Post.objects.get()
    assert (post.subject, post.content.raw, post.approved) == (TITLE, TEXT, False)
    assert Discussion.objects.get().topic == post.topic


def test_a_question_survives_a_wrong_password(tab, question, member):
    ask(tab, question)
    tab.get_by_role("button", name="Continue").click()
    tab.locator("main").get_by_role("link", name="Log in").click()
    log_in(tab, member, "wrong-password")
    log_in(tab, member)

    assert tab.get_by_label("Your text").input_value() == TEXT


def test_words_nobody_sent_are_in_the_browser_after_the_log_in(page, question, member):
    ask(page, question)
    until_kept(page, "Is it safe?")
    page.get_by_role("link", name="Log in").click()
    log_in(page, member)
    page.goto(question)

    page.wait_for_url("**/forums/ask/**")
    assert page.get_by_label("Your text").input_value() == TEXT
    assert page.get_by_text("This browser kept").is_visible()


def test_a_draft_stays_until_it_is_posted_and_no_longer(page, log_in, member):
    trust_member(member)
    topic = make_topic(text="A question.")
    log_in(member)
    page.goto(topic.get_absolute_url())
    page.get_by_label("Your text").fill("Half an **answer**")
    until_kept(page, "Half an **answer**")

    page.goto(
        reverse("forums:reply", args=[topic.pk]) + f"?quote={topic.first_post_id}"
    )
    kept = page.get_by_label("Your text").input_value()
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("Not posted yet").wait_for()
    assert page.locator("#preview strong").inner_text() == "answer"
    page.get_by_role("button", name="Post your answer").click()

    assert kept.startswith("Half an **answer**\n\n> [post:")
    page.wait_for_url("**/forums/t/**")
    assert page.get_by_label("Your text").input_value() == ""
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.evaluate("document.cookie") == ""


def half_write(page, url):
    """Leave something half-written, and come back."""
    page.goto(url)
    page.get_by_label("Your text").fill("Half an answer")
    until_kept(page, "Half an answer")
    page.goto(url)


def test_a_draft_can_be_deleted_and_goes_with_the_log_out(page, log_in, member):
    trust_member(member)
    url = reverse("forums:reply", args=[make_topic().pk])
    log_in(member)
    half_write(page, url)

    page.get_by_role("button", name="Delete it").click()
    assert page.get_by_label("Your text").input_value() == ""
    assert page.evaluate("localStorage.length") == 0

    half_write(page, url)
    page.goto("/accounts/logout/")
    assert page.get_by_text("is then deleted").is_visible()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/")
    assert page.evaluate("localStorage.length") == 0


def test_an_old_draft_is_forgotten(page, log_in, member):
    trust_member(member)
    url = reverse("forums:reply", args=[make_topic().pk])
    log_in(member)
    page.goto(url)
    page.get_by_label("Your text").fill("Half an answer")
    until_kept(page, "Half an answer")
    page.evaluate(
        """() => { const key = Object.keys(localStorage)[0];
        const entry = JSON.parse(localStorage.getItem(key));
        entry.at -= 8 * 86400000; localStorage.setItem(key, JSON.stringify(entry)); }"""
    )
    page.evaluate("document.querySelector('form[data-draft]').reset()")

    page.goto("/forums/")
    page.goto(url)

    assert page.get_by_label("Your text").input_value() == ""
