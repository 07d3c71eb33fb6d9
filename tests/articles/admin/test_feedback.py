"""Readers' messages at the desk: a queue in which each gets one answer."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from articles import feedback as verbs
from articles.models import Feedback
from tests.factories import make_feedback, make_page

pytestmark = pytest.mark.django_db

QUEUE = "admin:articles_feedback_changelist"


def answer(client, feedback, text="You are right; it is mended."):
    url = reverse("admin:articles_feedback_change", args=[feedback.pk])
    return client.post(url, {"text": text}, follow=True)


@pytest.mark.parametrize("person", ["editor", "reviewer"])
def test_message_is_answered_once(visit, person, request):
    feedback = make_feedback(email="reader@example.org")

    response = answer(visit(person), feedback)

    assert "gets your answer by mail" in response.content.decode()
    feedback.refresh_from_db()
    assert feedback.answer == "You are right; it is mended."
    assert feedback.answered_by == request.getfixturevalue(person)


def test_somebody_was_faster_and_the_text_stays(as_editor, administrator):
    feedback = make_feedback()
    page = as_editor.get(reverse("admin:articles_feedback_change", args=[feedback.pk]))
    assert "Your answer" in page.content.decode()
    verbs.answer(feedback=feedback, by=administrator, text="Thank you.")

    response = answer(as_editor, feedback, "My long answer")

    assert "Somebody else answered" in response.context["form"].errors["text"][0]
    assert Feedback.objects.get().answer == "Thank you."


def test_empty_answer_is_refused(as_editor):
    feedback = make_feedback()

    response = answer(as_editor, feedback, " ")

    assert response.context["form"].errors
    assert not mail.outbox
    assert Feedback.objects.open().exists()


def test_open_messages_stand_first_the_oldest_on_top(as_editor, administrator):
    now = timezone.now()
    new = make_feedback(message="new")
    old = make_feedback(message="old", created_at=now - datetime.timedelta(days=9))
    done = make_feedback(message="done", created_at=now - datetime.timedelta(days=30))
    verbs.answer(feedback=done, by=administrator, text="Thank you.")

    response = as_editor.get(reverse(QUEUE))

    assert list(response.context["cl"].result_list) == [old, new, done]
    assert "1\xa0week" in response.content.decode()


def test_filter_shows_the_open_ones(as_editor, administrator):
    open_one, done = make_feedback(), make_feedback()
    verbs.answer(feedback=done, by=administrator, text="Thank you.")

    response = as_editor.get(reverse(QUEUE), {"answered": "no"})

    assert list(response.context["cl"].result_list) == [open_one]


def test_message_leads_to_its_page(as_editor):
    page = make_page()
    feedback = make_feedback(page.subject)

    url = reverse("admin:articles_feedback_change", args=[feedback.pk])
    text = as_editor.get(url).content.decode()

    assert page.get_absolute_url() in text


def test_moderators_and_members_see_nothing(as_moderator, as_member):
    feedback = make_feedback()
    change = reverse("admin:articles_feedback_change", args=[feedback.pk])

    for url in (reverse(QUEUE), change):
        assert as_moderator.get(url).status_code == 403
        assert as_member.get(url).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_the_same_for_any_number(
    as_editor, count, django_assert_num_queries
):
    for _ in range(count):
        make_feedback()
    as_editor.get(reverse(QUEUE))

    with django_assert_num_queries(8):
        response = as_editor.get(reverse(QUEUE))

    assert len(response.context["cl"].result_list) == count
