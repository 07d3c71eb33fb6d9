"""One question from an article to its answer: three people, real mails, one browser each."""

import datetime as dt
import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from forums.models import ExpertAnswer, Post
from portal.accounts import professionals
from tests.factories import make_page
from tests.forum_factories import make_forum, make_member
from tests.forums.mailing import work
from tests.journeys.test_forum_asking import sign_up

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Two weeks after freezing. Is it safe to fly?"
ANSWER = "Ask the team that froze it first; most want an X-ray before."


@pytest.fixture
def nurse(administrator):
    user = make_member("calm-oak")
    expires = timezone.localdate() + dt.timedelta(days=300)
    professionals.verify(
        user=user, profession="oncology nurse", expires_on=expires, by=administrator
    )
    return user


def ask(tab, article):
    """Begin on the article without an account, end with a question that waits."""
    tab.goto(article)
    tab.get_by_role("link", name="Ask about this page").click()
    tab.get_by_label("Title").fill("Can I fly?")
    tab.get_by_label("Your text").fill(TEXT)
    tab.get_by_role("button", name="Continue").click()
    sign_up(tab)
    assert tab.get_by_label("Your text").input_value() == TEXT
    tab.get_by_label("I have read this").check()
    tab.get_by_role("button", name="Post your question").click()
    tab.get_by_role("heading", name=re.compile("waiting for a moderator")).wait_for()


def approve(tab):
    tab.goto(reverse("forums:queue"))
    tab.get_by_role("link", name="Start with the most urgent").click()
    tab.get_by_text(TEXT).wait_for()
    with tab.expect_navigation():
        tab.get_by_role("button", name="Approve", exact=True).click()


def answer(tab, topic):
    tab.goto(topic)
    tab.get_by_label("Your text").fill(ANSWER)
    tab.get_by_role("button", name="Post your answer").click()
    tab.get_by_text(ANSWER).wait_for()


def test_a_question_from_the_article_to_the_expert_answer(page, desk, moderator, nurse):
    article = make_page().get_absolute_url()
    make_forum("Everyday life")

    ask(page, article)
    approve(desk(moderator))
    question = Post.objects.get()
    answer(desk(nurse), question.topic.get_absolute_url())
    work()

    asker = get_user_model().objects.get(email="new@example.org")
    told = [message for message in mail.outbox if message.to == [asker.email]][-1]
    page.goto(re.search(r"http://testserver(/forums/\S+)", told.body).group(1))
    page.get_by_text(ANSWER).wait_for()
    page.get_by_role("button", name="Mark as expert answer").click()
    page.get_by_role("heading", name="Expert answer").wait_for()

    assert ExpertAnswer.objects.get().marked_by == asker
    page.goto(article)
    page.get_by_text("Ask the team that froze it first").wait_for()
