"""The way from a saved text to its readers, as staff walk it in the admin."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.factories import make_contributor, make_draft, publish

pytestmark = pytest.mark.django_db


def step_address(revision):
    return reverse(
        "admin:articles_article_review", args=[revision.article_id, revision.number]
    )


def test_editor_submits_and_reviewer_publishes(
    as_editor, as_reviewer, editor, reviewer
):
    make_contributor(user=reviewer)
    revision = make_draft(by=editor)

    as_editor.post(step_address(revision), {"submit": ""})
    as_reviewer.post(step_address(revision), {"approve": "", "note": "Sound."})
    as_reviewer.post(
        step_address(revision), {"publish": "", "review_due": "2028-03-01"}
    )

    article = Article.objects.published().get()
    assert article.published.decision_note == "Sound."
    assert str(article.review_due) == "2028-03-01"


def test_author_is_told_why_they_cannot_approve(as_administrator, administrator):
    make_contributor(user=administrator)
    revision = make_draft(by=administrator)
    as_administrator.post(step_address(revision), {"submit": ""})

    response = as_administrator.post(
        step_address(revision), {"approve": ""}, follow=True
    )

    assert "Another person must review" in response.content.decode()
    revision.refresh_from_db()
    assert revision.decided_at is None


def test_pressing_approve_does_not_make_the_reviewer_an_author(
    as_editor, as_reviewer, editor, reviewer
):
    make_contributor(user=reviewer)
    revision = make_draft(by=editor)
    as_editor.post(step_address(revision), {"submit": ""})

    as_reviewer.post(step_address(revision), {"approve": ""})

    assert [r.saved_by for r in revision.article.revisions.all()] == [editor]


def test_request_changes_without_words_is_refused(
    as_editor, as_reviewer, editor, reviewer
):
    make_contributor(user=reviewer)
    revision = make_draft(by=editor)
    as_editor.post(step_address(revision), {"submit": ""})

    response = as_reviewer.post(
        step_address(revision), {"request_changes": "", "note": ""}, follow=True
    )

    assert "Say what needs to change." in response.content.decode()


def test_get_changes_nothing(as_reviewer, editor):
    revision = make_draft(by=editor)

    as_reviewer.get(step_address(revision) + "?submit=&approve=&publish=")

    revision.refresh_from_db()
    assert revision.submitted_at is None


def test_review_shows_what_changed_since_the_public_text(as_reviewer, editor):
    article = publish(make_draft(by=editor, body="## A\n\nOld words.")).article
    revision = make_draft(article, by=editor, body="## A\n\nNew words.")

    page = as_reviewer.get(step_address(revision)).content.decode()

    assert "<del>" in page
    assert "<ins>" in page


def test_staff_can_look_at_any_revision(as_reviewer, editor):
    revision = make_draft(by=editor, body="## A\n\nNot public yet.")
    url = reverse("admin:articles_article_show", args=[revision.article_id, 1])

    page = as_reviewer.get(url).content.decode()

    assert "Not public yet." in page
    assert "Only staff see this." in page


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_for_any_number(
    as_reviewer, editor, count, django_assert_num_queries
):
    revision = make_draft(by=editor)
    for _ in range(count - 1):
        make_draft(revision.article, by=editor)
    url = reverse("admin:articles_article_history", args=[revision.article_id])

    as_reviewer.get(url)  # writes down the session of this browser

    with django_assert_num_queries(7):
        page = as_reviewer.get(url).content.decode()

    assert page.count('<th scope="row">') == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(
    as_reviewer, editor, count, django_assert_num_queries
):
    for _ in range(count):
        make_draft(by=editor)

    url = reverse("admin:articles_article_changelist")
    as_reviewer.get(url)  # writes down the session of this browser

    with django_assert_num_queries(9):
        page = as_reviewer.get(url)

    assert page.content.decode().count("1: draft") == count


@pytest.mark.parametrize(
    ("waits", "expected"),
    [("review", 1), ("author", 1), ("publication", 0), ("check", 0)],
)
def test_list_filters_what_waits(as_reviewer, editor, as_editor, waits, expected):
    make_draft(by=editor)
    submitted = make_draft(by=editor)
    as_editor.post(step_address(submitted), {"submit": ""})

    page = as_reviewer.get(
        reverse("admin:articles_article_changelist"), {"waits": waits}
    ).content.decode()

    assert page.count("1: ") == expected


def test_withdraw_needs_words_and_the_right(as_editor, as_reviewer, editor):
    article = publish(make_draft(by=editor)).article
    url = reverse("admin:articles_article_withdraw", args=[article.pk])

    as_reviewer.post(url, {"reason": " "})
    as_editor.post(url, {"reason": "I want to."})
    assert Article.objects.published().exists()

    as_reviewer.post(url, {"reason": "The trial was retracted."})
    assert Article.objects.withdrawn().exists()


@pytest.mark.parametrize("page", ["history", "show", "review"])
def test_unpublished_texts_are_not_for_members(as_member, as_moderator, editor, page):
    revision = make_draft(by=editor)
    args = [revision.article_id] if page == "history" else [revision.article_id, 1]
    url = reverse(f"admin:articles_article_{page}", args=args)

    assert as_member.get(url).status_code == 302
    assert as_moderator.get(url).status_code == 403


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ("editor", "This text waits for a reviewer."),
        ("reviewer", "no declaration of interests"),
    ],
)
def test_missing_button_has_a_reason(visit, person, says, editor):
    revision = make_draft(by=editor)
    visit("editor").post(step_address(revision), {"submit": ""})

    page = visit(person).get(step_address(revision)).content.decode()

    assert says in page
    assert 'name="approve"' not in page


def test_own_revisions_are_named_as_the_reason(as_administrator, administrator):
    make_contributor(user=administrator)
    first = make_draft(by=administrator)
    revision = make_draft(first.article, by=administrator)
    as_administrator.post(step_address(revision), {"submit": ""})

    page = as_administrator.get(step_address(revision)).content.decode()

    assert "You saved revisions 1, 2 of this text yourself" in page


def test_errors_are_shown_and_stop_the_way_to_readers(as_editor, editor):
    revision = make_draft(by=editor, seek_help="")

    page = as_editor.get(step_address(revision)).content.decode()
    assert "Say when to seek help at once" in page
    assert "1 error must be fixed first" in page

    as_editor.post(step_address(revision), {"submit": ""})
    revision.refresh_from_db()
    assert revision.submitted_at is None


def test_older_text_has_no_buttons(as_editor, editor):
    old = make_draft(by=editor)
    make_draft(old.article, by=editor)

    page = as_editor.get(step_address(old)).content.decode()

    assert "A newer text has been saved" in page
    assert 'name="submit"' not in page


def test_any_two_texts_are_compared_in_every_part(as_reviewer, editor):
    old = make_draft(by=editor, summary="It freezes.", body="# A\n\nOld words.")
    make_draft(old.article, by=editor, summary="It warms.", body="# A\n\nNew words.")
    make_draft(old.article, by=editor, body="# A\n\nThird words.")
    url = reverse("admin:articles_article_compare", args=[old.article_id])

    response = as_reviewer.get(url, {"r": ["2", "1"]})

    parts = {part.name: part for part in response.context["parts"]}
    assert set(parts) == {"Summary", "Text"}
    assert (response.context["before"].number, response.context["after"].number) == (
        1,
        2,
    )
    assert "Old" in response.content.decode()
    assert "Third" not in response.content.decode()


@pytest.mark.parametrize("chosen", [[], ["1"], ["1", "1"], ["x", "1"]])
def test_comparing_needs_two_texts(as_reviewer, editor, chosen):
    url = reverse(
        "admin:articles_article_compare", args=[make_draft(by=editor).article_id]
    )

    response = as_reviewer.get(url, {"r": chosen}, follow=True)

    assert "Choose two different texts" in response.content.decode()


def test_only_who_writes_is_offered_to_write_on_an_older_text(
    as_editor, as_reviewer, editor
):
    old = make_draft(by=editor)
    make_draft(old.article, by=editor)
    url = reverse("admin:articles_article_history", args=[old.article_id])

    assert "?from=1" in as_editor.get(url).content.decode()
    assert "?from=1" not in as_reviewer.get(url).content.decode()
