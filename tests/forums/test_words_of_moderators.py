"""What moderators write beside a decision: canned words that fit, and whom they reach."""

import pytest
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django import app

from forums.models import CannedReply
from tests.forum_factories import make_member, make_post, make_report
from tests.forums.mailing import jobs_waiting

pytestmark = pytest.mark.django_db


def waiting(**fields):
    return make_post(approved=False, hold="newcomer", **fields)


def page_of(post):
    return reverse("forums:moderated_post", args=[post.pk])


def press(browser, post, verb, **said):
    address = reverse("forums:moderate_post", args=[post.pk, verb])
    return browser.post(address, said)


def test_canned_words_that_fit_come_first(as_moderator):
    CannedReply.objects.update(fits=CannedReply.Fits.ANY)
    for fits in (CannedReply.Fits.STANDING, CannedReply.Fits.REMOVAL):
        CannedReply.objects.create(title=f"Words: {fits}", text="x", fits=fits)

    page = as_moderator.get(page_of(waiting()))

    for form, label in (
        ("stand", "a post that stands: to its author"),
        ("refuse", "a post that cannot stand"),
    ):
        _none, (first, _replies), *others = page.context[form]["canned"].field.choices
        assert first == label
        assert "anything" in {name for name, _replies in others}
    assert page.text.count("<optgroup") == 6


def tell():
    """Do the jobs that tell members of decisions."""
    for job in jobs_waiting():
        if "tell_" in job.task_name:
            app.tasks[job.task_name](**job.args)


@pytest.mark.parametrize("is_reported", [True, False])
def test_words_with_an_approval_reach_somebody(as_moderator, is_reported):
    """Who reported it is answered, else its author: nothing that was typed is lost."""
    author, reporter = make_member(), make_member()
    post = waiting(poster=author)
    if is_reported:
        make_report(post, reporter)

    press(as_moderator, post, "approve", **{"stand-words": "Welcome to this place."})
    tell()

    told = {one.to[0] for one in mail.outbox if "Welcome to this place." in one.body}
    assert told == {(reporter if is_reported else author).email}


def test_a_word_about_a_concern_reaches_the_author(as_moderator):
    post = make_post(concern="crisis")

    press(as_moderator, post, "dismiss", **{"stand-words": "You are not alone."})
    tell()

    (letter,) = mail.outbox
    assert letter.to == [post.poster.email]
    assert "You are not alone." in letter.body


def test_a_concern_is_closed_without_a_word(as_moderator):
    press(as_moderator, make_post(concern="crisis"), "dismiss")
    tell()

    assert not mail.outbox


def test_a_concern_that_was_right_is_no_letter_to_its_author(as_moderator):
    post = make_post(concern="crisis")

    press(as_moderator, post, "uphold", **{"stand-words": "We rang somebody."})
    tell()

    assert post.actions.get().verb == "uphold"
    assert not mail.outbox
