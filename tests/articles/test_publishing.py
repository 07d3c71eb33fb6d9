"""A text reaches readers only by submit, approve and publish, and never by its author."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article, Contribution, Disclosure, Revision
from tests.factories import make_article, make_contributor, make_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(editor):
    revision = make_draft(by=editor)
    publishing.submit(revision=revision, by=editor)
    return revision


def test_publish_points_the_page_at_the_approved_revision(submitted, reviewer):
    make_contributor(user=reviewer)

    publishing.approve(revision=submitted, by=reviewer, note="Sound.")
    publishing.publish(revision=submitted, by=reviewer)

    article = Article.objects.published().get()
    assert article.published == submitted
    assert article.review_due == timezone.localdate() + timedelta(days=730)
    assert submitted.decision_note == "Sound."


def test_approve_credits_the_reviewer_with_this_years_declaration(submitted, reviewer):
    person = make_contributor(user=reviewer)

    publishing.approve(revision=submitted, by=reviewer)

    credit = submitted.contributions.get(role=Contribution.Role.REVIEWER)
    assert credit.person == person
    assert credit.disclosure == person.disclosures.get()


def test_approve_without_right_is_refused(submitted, editor, member):
    for person in (editor, member):
        with pytest.raises(publishing.NotAllowed):
            publishing.approve(revision=submitted, by=person)


def test_approve_by_someone_who_saved_any_text_since_publication_is_refused(
    administrator, editor
):
    make_contributor(user=administrator)
    early = make_draft(by=administrator)
    later = make_draft(early.article, by=editor)
    publishing.submit(revision=later, by=editor)

    with pytest.raises(publishing.OwnText):
        publishing.approve(revision=later, by=administrator)


def test_approve_by_author_of_an_older_published_text_is_allowed(
    administrator, editor, reviewer
):
    article = publish(make_draft(by=administrator), by=reviewer).article
    make_contributor(user=administrator)
    revision = make_draft(article, by=editor)
    publishing.submit(revision=revision, by=editor)

    publishing.approve(revision=revision, by=administrator)

    assert revision.decision == Revision.Decision.APPROVED


def test_approve_without_declaration_is_refused(submitted, reviewer):
    with pytest.raises(publishing.DisclosureMissing):
        publishing.approve(revision=submitted, by=reviewer)


def test_approve_with_declaration_of_two_years_ago_is_refused(submitted, reviewer):
    make_contributor(user=reviewer)
    Disclosure.objects.update(year=timezone.localdate().year - 2)

    with pytest.raises(publishing.DisclosureMissing):
        publishing.approve(revision=submitted, by=reviewer)


def test_approve_of_a_text_that_is_not_the_newest_is_refused(
    submitted, editor, reviewer
):
    make_contributor(user=reviewer)
    make_draft(submitted.article, by=editor)

    with pytest.raises(publishing.WrongStep, match="newer text"):
        publishing.approve(revision=submitted, by=reviewer)


def test_approve_twice_is_refused(submitted, reviewer):
    make_contributor(user=reviewer)
    publishing.approve(revision=submitted, by=reviewer)

    with pytest.raises(publishing.WrongStep):
        publishing.approve(revision=submitted, by=reviewer)


def test_approve_of_a_draft_nobody_submitted_is_refused(editor, reviewer):
    make_contributor(user=reviewer)

    with pytest.raises(publishing.WrongStep):
        publishing.approve(revision=make_draft(by=editor), by=reviewer)


def test_request_changes_needs_words(submitted, reviewer):
    make_contributor(user=reviewer)

    with pytest.raises(publishing.WrongStep, match="what needs to change"):
        publishing.request_changes(revision=submitted, by=reviewer, note="  ")


def test_request_changes_keeps_the_text_from_readers(submitted, reviewer):
    make_contributor(user=reviewer)

    publishing.request_changes(revision=submitted, by=reviewer, note="Add harms.")

    assert submitted.state == "changes requested"
    with pytest.raises(publishing.WrongStep):
        publishing.publish(revision=submitted, by=reviewer)
    assert not Article.objects.published().exists()


def test_publish_by_the_author_is_refused_even_with_the_right(
    administrator, reviewer, editor
):
    revision = make_draft(by=administrator)
    make_contributor(user=reviewer)
    publishing.submit(revision=revision, by=editor)
    publishing.approve(revision=revision, by=reviewer)

    with pytest.raises(publishing.OwnText):
        publishing.publish(revision=revision, by=administrator)


def test_publish_of_an_unapproved_text_is_refused(submitted, reviewer):
    with pytest.raises(publishing.WrongStep):
        publishing.publish(revision=submitted, by=reviewer)


def test_publish_again_supersedes_and_keeps_the_old_text(editor, reviewer):
    article = publish(make_draft(by=editor), by=reviewer).article
    old = article.published

    article = publish(
        make_draft(article, by=editor, title="New title"), by=reviewer
    ).article

    assert article.published.title == "New title"
    assert list(Revision.objects.superseded()) == [old]
    assert old in Revision.objects.visible()


def test_submit_twice_is_refused(submitted, editor):
    with pytest.raises(publishing.WrongStep):
        publishing.submit(revision=submitted, by=editor)


def test_withdraw_takes_the_page_away_and_says_why(editor, reviewer):
    article = publish(make_draft(by=editor), by=reviewer).article

    publishing.withdraw(article=article, by=reviewer, reason="The trial was retracted.")

    assert not Article.objects.published().exists()
    withdrawn = Article.objects.withdrawn().get()
    assert withdrawn.published.withdrawn_reason == "The trial was retracted."


@pytest.mark.parametrize("reason", ["", "   "])
def test_withdraw_needs_a_reason(editor, reviewer, reason):
    article = publish(make_draft(by=editor), by=reviewer).article

    with pytest.raises(publishing.WrongStep):
        publishing.withdraw(article=article, by=reviewer, reason=reason)


def test_withdraw_of_an_unpublished_page_is_refused(reviewer):
    with pytest.raises(publishing.WrongStep):
        publishing.withdraw(article=make_article(), by=reviewer, reason="Why not.")


def test_withdrawn_page_returns_with_the_next_publication(editor, reviewer):
    article = publish(make_draft(by=editor), by=reviewer).article
    publishing.withdraw(article=article, by=reviewer, reason="Wrong dose.")

    publish(make_draft(article, by=editor), by=reviewer)

    assert Article.objects.published().exists()
