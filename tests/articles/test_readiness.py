"""A text with errors does not come to readers, and the person is told what to mend."""

import datetime

import pytest
from django.utils import timezone

from articles import publishing, readiness
from articles.models import Audience
from tests.factories import (
    make_article,
    make_contributor,
    make_draft,
    make_figure,
    make_reference,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db

WORDS = "the needle freezes the painful spot until the nerve is silent"


def rules(revision):
    return {(one.rule, one.severity.value) for one in readiness.findings(revision)}


def test_draft_of_the_factory_is_ready():
    assert not {severity for _, severity in rules(make_draft())} & {"error"}


@pytest.mark.parametrize("step", ["submit", "publish"])
def test_errors_stop_the_step_and_are_named(step):
    reviewer = make_user()
    make_contributor(user=reviewer)
    revision = make_draft()
    if step == "publish":
        publishing.submit(revision=revision, by=revision.saved_by)
        publishing.approve(revision=revision, by=reviewer)
    revision.contributions.filter(role="author").delete()

    with pytest.raises(publishing.NotReady) as refused:
        getattr(publishing, step)(revision=revision, by=reviewer)

    assert [one.rule for one in refused.value.findings] == ["author"]
    assert "Nobody is named as author" in str(refused.value)
    revision.refresh_from_db()
    assert not (revision.submitted_at if step == "submit" else revision.published_at)


def test_page_for_patients_needs_its_help_box():
    assert ("seek-help", "error") in rules(make_draft(seek_help=""))


def test_words_of_an_abstract_are_found():
    work = make_reference(abstract=f"We saw that {WORDS} in all people.")

    revision = make_draft(body=f"# A\n\nWhen {WORDS} [@{work.citekey}].")

    assert ("copied-words", "error") in rules(revision)


def test_abstract_of_a_work_that_is_not_cited_does_not_count():
    make_reference(abstract=f"We saw that {WORDS} in all people.")

    assert ("copied-words", "error") not in rules(make_draft(body=f"When {WORDS}."))


def test_result_without_source_is_an_error_for_professionals():
    article = make_article(audience=Audience.PROFESSIONAL)

    revision = make_draft(article, body="# A\n\nPain fell in 17 of 19 people.")

    assert ("uncited-number", "error") in rules(revision)


def test_evidence_past_its_date_is_a_warning():
    article = make_article()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_status(article.subject, review_by=yesterday)

    assert ("evidence-overdue", "warning") in rules(make_draft(article))


def test_figures_of_the_text_are_looked_at():
    figure = make_figure()
    type(figure).objects.filter(pk=figure.pk).update(alt=" ")

    revision = make_draft(body=f"# A\n\n![](figure:{figure.key})")

    assert ("figure", "error") in rules(revision)
