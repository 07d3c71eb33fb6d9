"""Reporting a post: who may, how often, what happens then."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import escape

from forums.models import HelpLine, Report
from forums.moderation import decision_tasks, handling, reporting
from forums.rules.access import Access
from tests.forum_factories import (
    close_to,
    make_forum,
    make_member,
    make_post,
    make_report,
    make_topic,
    restrict,
)

pytestmark = pytest.mark.django_db


def page_of(post):
    return reverse("forums:post_report", args=[post.pk])


def send(browser, post, reason="abuse", note=""):
    return browser.post(page_of(post), {"reason": reason, "note": note})


@pytest.mark.parametrize("reason", [r for r in Report.Reason if r != "other"])
def test_every_reason_can_be_given(as_member, member, reason):
    post = make_post()

    answer = send(as_member, post, reason)

    assert answer.url == reverse("forums:post_reported", args=[post.pk])
    report = Report.objects.get()
    assert (report.post, report.reporter, report.reason) == (post, member, reason)


def test_something_else_needs_a_word(as_member):
    post = make_post()

    page = send(as_member, post, "other", "  ")
    assert "Please say in a few words what is wrong." in page.text
    assert not Report.objects.exists()

    send(as_member, post, "other", "Wrong forum.")
    assert Report.objects.get().note == "Wrong forum."


def test_without_a_reason_the_note_is_kept(as_member):
    page = send(as_member, make_post(), "", "Look at the third line.")

    assert "Please choose what is wrong." in page.text
    assert "Look at the third line." in page.text


def test_one_open_report_each(as_member, as_stranger, member):
    post = make_post()
    send(as_member, post)

    assert "You have already reported this post." in send(as_member, post).text
    send(as_stranger, post)

    assert Report.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(post, member)


def test_after_the_first_was_settled_one_can_report_again(as_member, moderator):
    post = make_post()
    send(as_member, post)
    handling.dismiss(post=post, access=Access.for_user(moderator))

    send(as_member, post)

    assert Report.objects.filter(state="open").count() == 1


def test_nobody_reports_own_posts(as_member, member):
    post = make_post(poster=member)

    assert "This is your own post" in as_member.get(page_of(post)).text
    assert "This is your own post" in send(as_member, post).text
    with pytest.raises(reporting.OwnPost):
        reporting.report(post=post, by=member, reason="abuse")


@pytest.mark.parametrize("removal", ["author", "moderator", "erased"])
def test_what_nobody_can_read_is_not_reported(as_member, removal):
    page = send(as_member, make_post(removal=removal))

    assert "already been removed" in page.text


def test_hidden_things_are_not_there(as_member):
    closed = make_forum()
    close_to(closed)
    hidden = [
        make_topic(closed).first_post,
        make_post(approved=False),
        make_topic(approved=False).first_post,
    ]

    assert {as_member.get(page_of(post)).status_code for post in hidden} == {404}
    assert {send(as_member, post).status_code for post in hidden} == {404}
    assert as_member.get(reverse("forums:post_report", args=[0])).status_code == 404


def test_silenced_members_may_report(as_member, member):
    restrict(member)

    assert send(as_member, make_post()).status_code == 302


def test_reporter_of_self_harm_sees_where_help_is(as_member):
    post = make_post()
    line = HelpLine.objects.filter(concern="crisis").first()

    page = as_member.get(send(as_member, post, "self_harm").url)

    assert escape(line.name) in page.text


def test_form_of_a_report_says_what_to_do_in_danger_and_nothing_untrue(as_member):
    line = HelpLine.objects.filter(concern="crisis").first()

    page = as_member.get(page_of(make_post(text="Buy my magnets.")))

    assert "If somebody may be in danger now" in page.text
    assert escape(line.name) in page.text
    assert "Something in this post" not in page.text  # nothing in it is about a crisis


def test_others_are_only_thanked(as_member, as_stranger):
    post = make_post()

    thanks = send(as_member, post, "advertising").url

    assert "Where somebody answers" not in as_member.get(thanks).text
    assert as_stranger.get(thanks).status_code == 404


def test_reports_are_limited(as_member, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "forum_report": "2/h/user"
    }
    send(as_member, make_post())
    send(as_member, make_post())

    page = send(as_member, make_post(), note="Third of today.")

    assert page.status_code == 429
    assert "Third of today." in page.text
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("verb", "words"),
    [("uphold", "agreed with you"), ("dismiss", "can stand")],
)
def test_reporter_hears_the_outcome_once(moderator, verb, words):
    report = make_report(reporter=make_member("reporter"))
    getattr(handling, verb)(
        post=report.post, access=Access.for_user(moderator), answer="Thank you, A."
    )

    decision_tasks.tell_reporter.func(report_id=report.pk)
    decision_tasks.tell_reporter.func(report_id=report.pk)

    (letter,) = mail.outbox
    assert letter.to == [report.reporter.email]
    assert words in letter.body
    assert "Thank you, A." in letter.body


def test_nobody_hears_of_an_open_report_or_after_leaving(moderator):
    still_open, gone = make_report(), make_report(reporter=make_member(is_active=False))
    handling.dismiss(post=gone.post, access=Access.for_user(moderator))

    for report in (still_open, gone):
        decision_tasks.tell_reporter.func(report_id=report.pk)

    assert mail.outbox == []


def test_moderators_do_not_learn_who_reported_them(as_moderator, moderator):
    post = make_post(poster=moderator)
    make_report(post, make_member(handle="tin-drum"), note="As ever.")

    page = as_moderator.get(reverse("forums:moderated_post", args=[post.pk]))
    rows = as_moderator.get(reverse("admin:forums_report_changelist"))

    assert "another moderator decides" in page.text
    for text in (page.text, rows.text):
        assert "tin-drum" not in text
        assert "As ever." not in text


@pytest.mark.parametrize("removal", ["author", "moderator", "erased"])
def test_words_that_were_removed_are_not_shown_to_report_them(as_member, removal):
    post = make_post(text="Words that are gone", removal=removal)

    page = as_member.get(page_of(post)).text

    assert "has already been removed" in page
    assert "Words that are gone" not in page
