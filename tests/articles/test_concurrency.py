"""Two people at once are put in order; nobody's text is overwritten or counted twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from articles import drafting, publishing
from articles.models import Article, Contribution, Revision
from tests.factories import make_article, make_contributor, make_draft, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls at the same moment, each on its own connection; return the results."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except drafting.PublishingError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_eight_editors_saving_on_one_base_make_one_revision():
    article = make_article()
    base = make_draft(article)
    editors = [make_user() for _ in range(8)]

    results = at_once(
        *[lambda by=by: make_draft(article, by=by, base=base) for by in editors]
    )

    assert sum(isinstance(result, Revision) for result in results) == 1
    assert sum(isinstance(result, drafting.StaleBase) for result in results) == 7
    assert [r.number for r in article.revisions.order_by("number")] == [1, 2]


def test_two_reviewers_deciding_at_once_make_one_decision():
    revision = make_draft()
    publishing.submit(revision=revision, by=revision.saved_by)
    yes, no = make_user(), make_user()
    make_contributor(user=yes)
    make_contributor(user=no)

    results = at_once(
        lambda: publishing.approve(
            revision=Revision.objects.get(pk=revision.pk), by=yes
        ),
        lambda: publishing.request_changes(
            revision=Revision.objects.get(pk=revision.pk), by=no, note="Add harms."
        ),
    )

    assert sum(isinstance(result, publishing.WrongStep) for result in results) == 1
    revision.refresh_from_db()
    credited = revision.contributions.filter(role=Contribution.Role.REVIEWER).count()
    assert credited == (revision.decision == Revision.Decision.APPROVED)


def test_double_click_on_publish_publishes_once():
    revision = make_draft()
    reviewer = make_user()
    make_contributor(user=reviewer)
    publishing.submit(revision=revision, by=revision.saved_by)
    publishing.approve(revision=revision, by=reviewer)

    results = at_once(
        *[
            lambda: publishing.publish(
                revision=Revision.objects.get(pk=revision.pk), by=reviewer
            )
        ]
        * 3
    )

    assert results.count(None) == 1
    assert Article.objects.published().get().published == revision


def test_saving_while_a_reviewer_approves_leaves_no_unseen_text_approved():
    """Either the new text comes first and the approval is refused, or it comes after."""
    revision = make_draft()
    publishing.submit(revision=revision, by=revision.saved_by)
    reviewer = make_user()
    make_contributor(user=reviewer)

    saved, approved = at_once(
        lambda: make_draft(revision.article, by=revision.saved_by, base=revision),
        lambda: publishing.approve(
            revision=Revision.objects.get(pk=revision.pk), by=reviewer
        ),
    )

    assert isinstance(saved, Revision)
    assert not Revision.objects.filter(number=2, decision="approved").exists()
    assert approved is None or isinstance(approved, publishing.WrongStep)
