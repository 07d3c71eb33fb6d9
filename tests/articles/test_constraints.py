"""The database refuses what must never be, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import (
    Article,
    Disclosure,
    EvidenceStatus,
    Outcome,
    Revision,
    SubjectRelation,
)
from tests.factories import (
    make_article,
    make_contributor,
    make_draft,
    make_figure,
    make_reference,
    make_status,
    make_subject,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"body": "other"},
        {"title": "other"},
        {"html": "<p>x"},
        {"number": 9},
        {"note": "x"},
    ],
)
def test_text_of_a_revision_cannot_change(editor, change):
    revision = make_draft(by=editor)

    with pytest.raises(IntegrityError, match="cannot change"):
        Revision.objects.filter(pk=revision.pk).update(**change)


@pytest.mark.parametrize(
    "fact", ["submitted_at", "decided_at", "published_at", "reviewed_by"]
)
def test_fact_about_a_revision_cannot_be_taken_back(editor, reviewer, fact):
    article = publish(make_draft(by=editor), by=reviewer).article

    with pytest.raises(IntegrityError, match="taken back"):
        Revision.objects.filter(pk=article.published_id).update(**{fact: None})


def test_published_revision_cannot_be_deleted(editor, reviewer):
    article = publish(make_draft(by=editor), by=reviewer).article

    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="cannot be deleted"),
    ):
        cursor.execute(
            "DELETE FROM articles_revision WHERE id = %s", [article.published_id]
        )


def test_page_cannot_point_at_an_unpublished_revision(editor):
    revision = make_draft(by=editor)

    with pytest.raises(IntegrityError, match="published revision"):
        Article.objects.filter(pk=revision.article_id).update(published=revision)


def test_page_cannot_point_at_a_revision_of_another_page(editor, reviewer):
    foreign = publish(make_draft(by=editor), by=reviewer).article.published
    article = make_article()

    with pytest.raises(IntegrityError, match="publishes_its_own"), transaction.atomic():
        swap_pointer(article, foreign)


def swap_pointer(article, foreign):
    # The pointer is one-to-one, so the other page lets go of it first.
    Article.objects.filter(pk=foreign.article_id).update(published=None)
    Article.objects.filter(pk=article.pk).update(published=foreign)
    connection.check_constraints()


def test_revision_cannot_be_reviewed_by_its_author(editor):
    revision = make_draft(by=editor)

    with pytest.raises(IntegrityError, match="not_reviewed_by_its_author"):
        Revision.objects.filter(pk=revision.pk).update(
            submitted_at=timezone.now(),
            reviewed_by=editor,
            decision="approved",
            decided_at=timezone.now(),
        )


def test_revision_cannot_be_published_without_approval(editor):
    revision = make_draft(by=editor)

    with pytest.raises(IntegrityError, match="published_only_if_approved"):
        Revision.objects.filter(pk=revision.pk).update(published_at=timezone.now())


def test_decision_needs_person_and_time(editor, reviewer):
    revision = make_draft(by=editor)

    with pytest.raises(IntegrityError, match="decision_complete"):
        Revision.objects.filter(pk=revision.pk).update(reviewed_by=reviewer)


def test_subject_has_one_page_per_edition():
    article = make_article()

    with pytest.raises(IntegrityError, match="one_page_per_edition"):
        make_article(article.subject, article.audience)


def test_outcome_cannot_count_more_than_all(editor):
    revision = make_draft(by=editor)

    with pytest.raises(IntegrityError, match="n_not_above_of"):
        Outcome.objects.create(
            revision=revision,
            position=1,
            claim="x",
            n=20,
            of=19,
            reference=make_reference(),
        )


@pytest.mark.parametrize("field", ["doi", "pmid", "citekey"])
def test_reference_identifiers_are_unique(field):
    value = {"doi": "10.1000/182", "pmid": "17579176", "citekey": "same2001"}[field]
    make_reference(**{field: value})

    with pytest.raises(IntegrityError, match=field):
        make_reference(**{field: value})


@pytest.mark.parametrize("field", ["doi", "pmid"])
def test_missing_identifiers_are_null_not_empty(field):
    with pytest.raises(IntegrityError, match="missing_ids_are_null"):
        make_reference(**{field: ""})


def test_figure_is_an_image_or_a_drawing():
    with pytest.raises(IntegrityError, match="image_or_drawing"):
        make_figure(drawing="")


@pytest.mark.parametrize("field", ["alt", "caption", "credit", "licence"])
def test_figure_has_all_its_words(field):
    with pytest.raises(IntegrityError, match="words_complete"):
        make_figure(**{field: ""})


def test_status_cannot_be_due_before_it_was_issued():
    today = timezone.localdate()

    with pytest.raises(IntegrityError, match="review_after_issue"):
        make_status(
            make_subject(), as_of=today, review_by=today.replace(year=2000, day=1)
        )


def test_status_is_superseded_once():
    subject = make_subject()
    old = make_status(subject)
    make_status(subject, supersedes=old)

    with pytest.raises(IntegrityError, match="supersedes"):
        make_status(subject, supersedes=old)


def test_current_statuses_leave_out_superseded_ones():
    subject = make_subject()
    newest = make_status(subject, supersedes=make_status(subject))

    assert list(EvidenceStatus.objects.current()) == [newest]


@pytest.mark.parametrize("fields", [{"none_declared": True, "text": "x"}, {}])
def test_disclosure_is_none_or_text(fields):
    person = make_contributor()

    with pytest.raises(IntegrityError, match="none_or_text"):
        Disclosure.objects.create(person=person, year=2001, **fields)


def test_subject_is_not_related_to_itself():
    subject = make_subject()

    with pytest.raises(IntegrityError, match="not_to_itself"):
        SubjectRelation.objects.create(
            subject=subject, related=subject, kind=SubjectRelation.Kind.ALTERNATIVE
        )
