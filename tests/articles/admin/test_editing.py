"""Nothing that an editor typed is lost, whatever happens between two clicks."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Revision
from tests.articles.admin.typed import TEXT, typed
from tests.factories import make_article, make_contributor, make_draft, make_reference

pytestmark = pytest.mark.django_db


def address(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def test_save_makes_a_revision_by_the_person_logged_in(as_editor, editor):
    article = make_article()

    response = as_editor.post(address(article), typed())

    assert response.status_code == 302
    revision = article.revisions.get()
    assert (revision.saved_by, revision.body, revision.note) == (
        editor,
        TEXT,
        "Wrote it",
    )


def test_save_with_results_and_authors(as_editor):
    work, author = make_reference(), make_contributor()
    article = make_article()
    rows = {
        "outcomes-TOTAL_FORMS": "2",
        "outcomes-0-n": "17",
        "outcomes-0-of": "19",
        "outcomes-0-claim": "people had less pain",
        "outcomes-0-measure": "less pain",
        "outcomes-0-stance": "supports",
        "outcomes-0-reference": work.citekey,
        "outcomes-1-stance": "supports",
        "contributors-TOTAL_FORMS": "2",
        "contributors-0-person": author.pk,
        "contributors-0-role": "author",
        "contributors-1-role": "author",
    }

    as_editor.post(address(article), typed(**rows))

    revision = article.revisions.get()
    assert [(row.n, row.of) for row in revision.outcomes.all()] == [(17, 19)]
    assert [row.person for row in revision.contributions.all()] == [author]


def test_result_names_its_work_by_key(as_editor):
    rows = {
        "outcomes-TOTAL_FORMS": "1",
        "outcomes-0-n": "17",
        "outcomes-0-of": "19",
        "outcomes-0-claim": "people had less pain",
        "outcomes-0-stance": "supports",
        "outcomes-0-reference": "nobody1999",
    }

    response = as_editor.post(address(make_article()), typed(**rows))

    assert "No reference has this key." in response.content.decode()


def test_windows_line_ends_are_not_stored(as_editor):
    article = make_article()

    as_editor.post(address(article), typed(body=TEXT.replace("\n", "\r\n")))

    assert article.revisions.get().body == TEXT


def test_older_text_is_written_on_top_of_the_newest(as_editor, editor):
    old = make_draft(by=editor, body="## A\n\nOld words.")
    new = make_draft(old.article, by=editor, body="## A\n\nNew words.")

    response = as_editor.get(address(old.article), {"from": old.number})

    form = response.context["desk"].form
    assert form["body"].value() == old.body
    assert form["base"].value() == new.number
    assert Revision.objects.count() == 2


def test_form_shows_the_newest_text_with_its_rows(as_editor, editor):
    author = make_contributor()
    revision = make_draft(by=editor, contributors=[(author, "author")], body=TEXT)

    page = as_editor.get(address(revision.article)).content.decode()

    assert "A text that took me two hours." in page
    assert author.name in page


def test_markup_problem_names_the_line_and_keeps_the_text(as_editor):
    article = make_article()

    page = as_editor.post(
        address(article), typed(body=TEXT + "\n\nSee [@nobody1999].")
    ).content.decode()

    assert "Line 5" in page
    assert "A text that took me two hours." in page
    assert not Revision.objects.exists()


def test_missing_note_keeps_the_text(as_editor):
    article = make_article()

    response = as_editor.post(address(article), typed(note=""))

    assert "A text that took me two hours." in response.content.decode()
    assert response.context["desk"].form.errors["note"]


def test_result_larger_than_its_whole_is_refused_kindly(as_editor):
    rows = {
        "outcomes-TOTAL_FORMS": "1",
        "outcomes-0-n": "20",
        "outcomes-0-of": "19",
        "outcomes-0-claim": "people had less pain",
        "outcomes-0-stance": "supports",
        "outcomes-0-reference": make_reference().citekey,
    }

    response = as_editor.post(address(make_article()), typed(**rows))

    assert "cannot be larger" in response.content.decode()
    assert not Revision.objects.exists()


def test_ended_session_gives_the_typed_words_back(as_editor):
    article = make_article()
    as_editor.logout()

    response = as_editor.post(address(article), typed())

    assert response.status_code == 403
    assert "A text that took me two hours." in response.content.decode()
    assert 'name="title" value="Cryoablation"' in response.content.decode()
    assert not Revision.objects.exists()


def test_ended_session_shows_no_stored_text(editor, client):
    revision = make_draft(by=editor, body="## Secret\n\nNot public yet.")

    for send in (client.get, client.post):
        response = send(address(revision.article))
        assert b"Not public yet" not in response.content


def test_text_sent_before_a_new_login_is_given_back_and_saved_next(editor):
    """The token of the old page is void after the log-in in another tab."""
    article = make_article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    response = client.post(
        address(article), typed(csrfmiddlewaretoken="old" * 21 + "x")
    )

    assert response.status_code == 403
    assert "A text that took me two hours." in response.content.decode()
    fresh = client.cookies["csrftoken"].value
    client.post(address(article), typed(csrfmiddlewaretoken=fresh))
    assert article.revisions.get().body == TEXT


def test_forged_request_without_token_saves_nothing(editor):
    article = make_article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)

    client.post(address(article), typed())

    assert not Revision.objects.exists()


def test_two_editors_are_told_and_neither_overwrites(as_editor, editor, administrator):
    first = make_draft(by=editor, body="## A\n\nShared beginning.")
    theirs = make_draft(
        first.article,
        by=administrator,
        body="## A\n\nShared beginning.\n\nTheir words.",
    )

    response = as_editor.post(address(first.article), typed(base=first.number))

    page = response.content.decode()
    assert "Somebody else saved this page" in page
    assert "Their words." in page
    assert "A text that took me two hours." in page
    assert Revision.objects.count() == 2
    again = as_editor.post(address(first.article), typed(base=theirs.number))
    assert again.status_code == 302
    assert Revision.objects.count() == 3


def test_refused_text_sits_on_the_newest_base(as_editor, editor):
    """Else the person would be told the same again for ever."""
    first = make_draft(by=editor)
    make_draft(first.article, by=editor)

    response = as_editor.post(address(first.article), typed(base=first.number))

    assert response.context["desk"].form["base"].value() == "2"


def test_save_and_ask_for_a_review(as_editor):
    article = make_article()
    author = {
        "contributors-TOTAL_FORMS": "1",
        "contributors-0-person": make_contributor().pk,
        "contributors-0-role": "author",
    }

    as_editor.post(address(article), typed(_submit="", seek_help="Call.", **author))

    assert article.revisions.submitted().exists()


@pytest.mark.parametrize("person", ["member", "moderator", "reviewer"])
def test_people_without_the_right_cannot_write(request, person):
    article = make_article()
    client = request.getfixturevalue(f"as_{person}")

    response = client.post(address(article), typed())

    assert response.status_code in (302, 403)
    assert not Revision.objects.exists()


def test_newest_says_who_saved_and_gives_a_fresh_token(
    as_editor, editor, administrator
):
    revision = make_draft(by=administrator)
    url = reverse("admin:articles_article_newest", args=[revision.article_id])

    data = as_editor.get(url).json()

    assert data["token"]
    assert (data["newest"]["number"], data["newest"]["is_mine"]) == (1, False)
    assert str(administrator) in data["newest"]["words"]


def test_newest_says_that_the_session_has_ended(client):
    url = reverse("admin:articles_article_newest", args=[make_article().pk])

    response = client.get(url)

    assert (response.status_code, response.json()) == (403, {"has_ended": True})


def test_reviewer_is_led_from_the_list_to_the_review(as_reviewer, editor):
    written, empty = make_draft(by=editor).article, make_article()

    response = as_reviewer.get(address(written))

    review = reverse("admin:articles_article_review", args=[written.pk, 1])
    history = reverse("admin:articles_article_history", args=[empty.pk])
    assert response.url == review
    assert as_reviewer.get(address(empty)).url == history


def test_moderator_is_led_nowhere(as_moderator):
    assert as_moderator.get(address(make_article())).status_code == 403
