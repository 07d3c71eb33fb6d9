"""What an editor sees while typing: the same text as readers, nothing stored."""

import pytest
from django.urls import reverse

from articles.models import Revision
from tests.articles.admin.typed import typed
from tests.factories import make_article, make_draft, make_figure, make_reference

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def address(article):
    return reverse("admin:articles_article_preview", args=[article.pk])


def test_preview_renders_without_saving(as_editor):
    work = make_reference(title="A study of ice")
    body = f"## A\n\nText [@{work.citekey}]."

    data = as_editor.post(
        address(make_article()), typed(body=body), headers=JSON
    ).json()

    assert 'popovertarget="ref-1-note"' in data["html"]
    assert "A study of ice" in data["html"]
    assert not Revision.objects.exists()


def test_preview_shows_figures(as_editor):
    figure = make_figure(caption="The ice ball")

    data = as_editor.post(
        address(make_article()), typed(body=f"![](figure:{figure.key})"), headers=JSON
    ).json()

    assert "The ice ball" in data["html"]


def test_preview_names_problems_with_their_lines(as_editor):
    data = as_editor.post(
        address(make_article()), typed(body="One.\n\n[@nobody1999]"), headers=JSON
    ).json()

    (problem,) = data["problems"]
    assert (problem["field"], problem["line"]) == ("body", 3)
    assert "nobody1999" in problem["message"]


def test_preview_checks_what_is_typed(as_editor):
    data = as_editor.post(address(make_article()), typed(), headers=JSON).json()

    errors = [one["message"] for one in data["findings"] if one["severity"] == "error"]
    assert any("seek help" in message for message in errors)
    assert any("author" in message for message in errors)


def test_preview_tells_early_that_somebody_else_saved(as_editor, editor, administrator):
    first = make_draft(by=editor)
    make_draft(first.article, by=administrator)

    data = as_editor.post(address(first.article), typed(base=1), headers=JSON).json()

    assert f"{administrator} saved revision 2" in data["newer"]["words"]


def test_preview_on_the_newest_text_warns_of_nobody(as_editor, editor):
    revision = make_draft(by=editor)

    data = as_editor.post(address(revision.article), typed(base=1), headers=JSON).json()

    assert data["newer"] is None


def test_preview_without_scripts_is_a_page(as_editor):
    page = as_editor.post(address(make_article()), typed()).content.decode()

    assert "A text that took me two hours." in page
    assert "It is not saved" in page
    assert not Revision.objects.exists()


def test_preview_page_names_problems(as_editor):
    page = as_editor.post(
        address(make_article()), typed(body="[@nobody1999]")
    ).content.decode()

    assert "nobody1999" in page


def test_preview_is_not_for_others(as_member, as_reviewer):
    url = address(make_article())

    assert as_member.post(url, typed()).status_code == 302
    assert as_reviewer.post(url, typed()).status_code == 403
