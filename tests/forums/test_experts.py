"""Marking the expert answer: by whom, of whom, and one for each discussion."""

import datetime

import pytest
from django.utils import timezone

from articles import publishing
from forums.errors import NotAllowed
from forums.models import ExpertAnswer, ModerationAction, Post
from forums.writing import experts
from portal.accounts.models import ProfessionalVerification
from tests import factories as articles
from tests import forum_factories as factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def verified(days=100):
    user = factories.make_member()
    ProfessionalVerification.objects.create(
        user=user,
        profession="oncologist",
        verified_by=factories.make_member(),
        verified_on=timezone.localdate() - 300 * DAY,
        expires_on=timezone.localdate() + days * DAY,
    )
    return user


@pytest.fixture
def asker():
    return factories.make_member()


@pytest.fixture
def answer(asker):
    topic = factories.make_topic(poster=asker)
    return factories.make_post(topic, verified())


def test_asker_marks_an_answer(answer, asker):
    experts.mark(post=answer, by=asker)

    found = ExpertAnswer.objects.get()
    assert (found.topic, found.post) == (answer.topic, answer)
    assert (found.profession, found.marked_by) == ("oncologist", asker)


def test_moderator_marks_an_answer(answer):
    moderator = factories.make_member()
    factories.allow("can_approve_posts", moderator)

    experts.mark(post=answer, by=moderator)

    assert ExpertAnswer.objects.get().marked_by == moderator


@pytest.mark.parametrize("verb", [experts.mark, experts.unmark])
def test_others_neither_mark_nor_unmark(answer, asker, verb):
    experts.mark(post=answer, by=asker)

    for person in (factories.make_member(), answer.poster):
        with pytest.raises(NotAllowed):
            verb(post=answer, by=person)

    assert ExpertAnswer.objects.get().marked_by == asker


def test_only_a_current_professional_gives_an_expert_answer(asker):
    topic = factories.make_topic(poster=asker)

    for poster in (factories.make_member(), verified(days=-1)):
        with pytest.raises(experts.NoExpert):
            experts.mark(post=factories.make_post(topic, poster), by=asker)


@pytest.mark.parametrize("fields", [{"approved": False}, {"removal": "author"}])
def test_what_nobody_can_read_cannot_be_marked(asker, fields):
    topic = factories.make_topic(poster=asker)
    post = factories.make_post(topic, verified(), **fields)

    with pytest.raises(experts.NoAnswer):
        experts.mark(post=post, by=asker)


def test_an_answer_that_was_removed_meanwhile_cannot_be_marked(answer, asker):
    Post.objects.filter(pk=answer.pk).update(
        removal=Post.Removal.MODERATOR, removed_at=timezone.now()
    )

    with pytest.raises(experts.NoAnswer):
        experts.mark(post=answer, by=asker)


def test_a_question_is_no_answer():
    asker = verified()
    topic = factories.make_topic(poster=asker)

    with pytest.raises(experts.NoAnswer):
        experts.mark(post=topic.first_post, by=asker)


def test_a_discussion_has_one_expert_answer(answer, asker):
    experts.mark(post=answer, by=asker)
    better = factories.make_post(answer.topic, verified())

    experts.mark(post=better, by=asker)

    assert ExpertAnswer.objects.get().post == better


def test_marking_again_renews_the_moment(answer, asker):
    first = experts.mark(post=answer, by=asker)

    assert experts.mark(post=answer, by=asker).marked_at > first.marked_at


def test_mark_can_be_taken_back(answer, asker):
    experts.mark(post=answer, by=asker)

    experts.unmark(post=answer, by=asker)

    assert not ExpertAnswer.objects.exists()


@pytest.mark.parametrize(
    ("asks", "text", "shown"), [(True, "member", True), (False, "stranger", False)]
)
def test_button_is_there_for_who_asked(visit, member, asks, text, shown):
    topic = factories.make_topic(poster=member)
    factories.make_post(topic, verified())

    page = visit(text).get(topic.get_absolute_url()).content.decode()

    assert ("Mark as expert answer" in page) is shown


def test_what_a_moderator_marks_is_logged_and_what_the_asker_marks_is_not(
    answer, asker
):
    moderator = factories.make_member()
    factories.allow("can_approve_posts", moderator)

    for by in (moderator, asker):
        experts.mark(post=answer, by=by)
        experts.unmark(post=answer, by=by)

    verbs = ModerationAction.objects.order_by("pk").values_list("by", "verb")
    assert list(verbs) == [(moderator.pk, "mark"), (moderator.pk, "unmark")]


def test_nobody_marks_an_answer_of_their_own(client):
    """Else a professional could ask and answer, and stand on the article's panel alone."""
    both = verified()
    own = factories.make_post(factories.make_topic(poster=both), both)
    client.force_login(both)

    assert "Mark as expert" not in client.get(own.topic.get_absolute_url()).text
    assert client.post(f"/forums/p/{own.pk}/expert/").status_code == 403
    assert not ExpertAnswer.objects.exists()


@pytest.mark.parametrize("is_later", [True, False])
def test_expert_answer_says_that_the_page_was_withdrawn_since(
    as_member, asker, is_later
):
    page = articles.make_page()
    topic = factories.make_topic(poster=asker, subject=page.subject)
    answer = factories.make_post(topic, verified())
    steps = [
        lambda: experts.mark(post=answer, by=asker),
        lambda: publishing.withdraw(
            article=page, by=articles.make_user(), reason="Wrong dose."
        ),
    ]
    for step in steps if is_later else reversed(steps):
        step()

    words = as_member.get(topic.get_absolute_url()).content.decode()

    assert ("The page about this was withdrawn since" in words) is is_later
