"""The first page of the desk says what waits, to those who can do something about it."""

import pytest
from django.urls import reverse

from articles import publishing
from articles.admin.waiting import waiting_for
from tests.factories import make_contributor, make_draft, make_feedback, make_page

pytestmark = pytest.mark.django_db


def labels(person):
    return {str(one.label): one.count for one in waiting_for(person)}


def test_reviewers_see_what_waits_for_a_review(reviewer, editor):
    for _ in range(2):
        revision = make_draft(by=editor)
        publishing.submit(revision=revision, by=editor)

    assert labels(reviewer) == {"Texts waiting for a review": 2}


def test_reviewers_see_what_is_approved(reviewer, editor):
    make_contributor(user=reviewer)
    revision = make_draft(by=editor)
    publishing.submit(revision=revision, by=editor)
    publishing.approve(revision=revision, by=reviewer)

    assert labels(reviewer) == {"Approved texts waiting to be published": 1}


def test_editors_see_drafts_and_late_pages(editor):
    make_draft()
    page = make_page()
    page.review_due = "2020-01-01"
    page.save(update_fields=["review_due"])

    assert labels(editor) == {
        "Drafts, and texts that a reviewer sent back": 1,
        "Public pages with an overdue review": 1,
    }


def test_administrators_see_who_did_not_declare(administrator):
    make_contributor(declared=False)

    assert labels(administrator) == {
        "People without a declaration of interests for this year": 1
    }


def test_moderators_see_nothing(moderator):
    make_feedback()
    make_draft()

    assert waiting_for(moderator) == []


@pytest.mark.parametrize("person", ["editor", "reviewer", "administrator"])
def test_every_line_leads_to_as_many_as_it_says(visit, request, person):
    make_feedback()
    make_draft()
    make_contributor(declared=False)

    page = visit(person).get(reverse("admin:index")).content.decode()

    for one in waiting_for(request.getfixturevalue(person)):
        assert one.url.replace("&", "&amp;") in page
        listed = visit(person).get(one.url).context["cl"].result_count
        assert listed == one.count


def test_quiet_desk_says_so(as_editor):
    assert (
        "Nothing. A good day" in as_editor.get(reverse("admin:index")).content.decode()
    )
