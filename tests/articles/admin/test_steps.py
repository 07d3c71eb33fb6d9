"""Which button a person gets for a text, and the reason where there is none."""

import pytest

from articles import publishing
from articles.admin.steps import Steps, steps_for
from articles.readiness import findings
from tests.factories import make_contributor, make_draft, publish

pytestmark = pytest.mark.django_db


def steps(revision, person, *, is_newest=True):
    return steps_for(revision, person, findings(revision), is_newest=is_newest)


@pytest.fixture
def declared(reviewer):
    make_contributor(user=reviewer)
    return reviewer


def test_draft_is_for_its_editor(editor, reviewer):
    revision = make_draft(by=editor)

    assert steps(revision, editor) == Steps(submit=True, reasons=[])
    assert not steps(revision, reviewer).submit
    assert steps(revision, reviewer).reasons


def test_submitted_text_is_for_a_declared_reviewer(editor, declared):
    revision = make_draft(by=editor)
    publishing.submit(revision=revision, by=editor)
    revision.refresh_from_db()

    assert steps(revision, declared) == Steps(judge=True, reasons=[])
    assert not steps(revision, editor).judge


def test_text_sent_back_waits_for_a_new_one(editor, declared):
    revision = make_draft(by=editor)
    publishing.submit(revision=revision, by=editor)
    publishing.request_changes(revision=revision, by=declared, note="More.")
    revision.refresh_from_db()

    found = steps(revision, editor)

    assert not any((found.submit, found.judge, found.publish))
    assert found.reasons


def test_approved_text_with_a_new_error_is_not_published(editor, declared):
    revision = make_draft(by=editor)
    publishing.submit(revision=revision, by=editor)
    publishing.approve(revision=revision, by=declared)
    revision.refresh_from_db()
    assert steps(revision, declared) == Steps(publish=True, reasons=[])

    revision.contributions.filter(role="author").delete()

    assert not steps(revision, declared).publish
    assert steps(revision, declared).reasons


def test_published_text_needs_nothing(editor):
    assert steps(publish(make_draft()), editor) == Steps()


def test_older_text_has_no_step(editor):
    assert steps(make_draft(by=editor), editor, is_newest=False).reasons
