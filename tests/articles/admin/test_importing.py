"""Pasting an old page in the admin, and working off what it left to do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Article, EvidenceStatus, Figure, PageImport, Revision
from tests.factories import make_status

pytestmark = pytest.mark.django_db

OLD = """Heating of bone tumors – pro

Heating of a painful bone tumor. A probe is placed through the skin and its tip is heated.

It remains an E/I procedure pending more studies.

Doe J, Roe R. A study of warmth. Radiology 2011;12(3):45-56.
"""


def bring_in(client, **fields):
    url = reverse("admin:articles_pageimport_paste")
    return client.post(url, {"source": OLD, **fields}, follow=True)


def tick(client, page_import, name):
    url = reverse(
        "admin:articles_pageimport_tick", args=[page_import.article_id, page_import.pk]
    )
    return client.post(url, {"name": name}, follow=True)


def test_pasted_page_becomes_a_draft_beside_its_findings(as_editor, editor):
    response = bring_in(as_editor)

    revision = Revision.objects.get()
    assert (revision.title, revision.saved_by) == ("Heating of bone tumors", editor)
    assert not Article.objects.published().exists()
    page = response.content.decode()
    assert "what is left to do" in page
    assert "heated." in page


def test_file_is_brought_in(as_editor):
    upload = SimpleUploadedFile("old.txt", OLD.encode("latin-1", "replace"))

    bring_in(as_editor, source="", file=upload, audience="professional")

    assert PageImport.objects.get().filename == "old.txt"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "Paste a page, or choose a file."),
        ("Only a title – pro", "nothing below the title"),
        (OLD.replace(" – pro", ""), "which edition the page is for"),
    ],
)
def test_unreadable_page_is_said_and_kept(as_editor, source, says):
    response = bring_in(as_editor, source=source)

    assert says in response.content.decode()
    assert response.context["form"]["source"].value() == source
    assert not Revision.objects.exists()


def test_same_page_twice_changes_nothing(as_editor):
    bring_in(as_editor)

    response = bring_in(as_editor)

    assert "brought in before" in response.content.decode()
    assert Revision.objects.count() == 1


def test_suggested_status_leads_to_a_filled_form_and_back(as_editor):
    response = bring_in(as_editor)
    _caption, suggestion = response.context["boxes"][0].suggestions

    form = as_editor.get(suggestion.url).context["adminform"].form

    article = Article.objects.get()
    assert form.initial["subject"] == str(article.subject_id)
    assert form.initial["code"] == "experimental"
    fields = {
        "indication": "pain",
        "issuing_body": "The editors",
        "as_of": "2026-01-01",
        "review_by": "2027-01-01",
        "position": 0,
    }
    added = as_editor.post(suggestion.url, {**form.initial, **fields})
    assert EvidenceStatus.objects.get().subject == article.subject
    assert added.url == reverse("admin:articles_article_change", args=[article.pk])


def test_suggestion_is_done_once_its_form_is_saved_whatever_was_corrected(as_editor):
    response = bring_in(as_editor)
    caption, suggestion = response.context["boxes"][0].suggestions
    form = as_editor.get(suggestion.url).context["adminform"].form
    fields = {
        "code": "emerging",
        "indication": "pain",
        "issuing_body": "The editors",
        "as_of": "2026-01-01",
        "review_by": "2027-01-01",
        "position": 0,
    }

    page = as_editor.post(suggestion.url, {**form.initial, **fields}, follow=True)

    left, worked_off = page.context["boxes"][0].suggestions
    assert EvidenceStatus.objects.get().code == "emerging"
    assert worked_off.is_done
    assert left == caption
    assert not left.is_done


@pytest.mark.parametrize("confirmed", [True, False])
def test_suggestion_is_done_once_the_status_is_recorded(as_editor, confirmed):
    bring_in(as_editor)
    article = Article.objects.get()
    make_status(article.subject, code="experimental", confirmed=confirmed)

    response = as_editor.get(
        reverse("admin:articles_article_change", args=[article.pk])
    )

    _caption, suggestion = response.context["boxes"][0].suggestions
    assert suggestion.is_done


def test_suggestions_are_ticked_off_and_the_original_stays(as_editor):
    bring_in(as_editor)
    page_import = PageImport.objects.get()

    response = tick(as_editor, page_import, "evidence-0")
    assert response.context["boxes"][0].suggestions[1].is_done

    response = tick(as_editor, page_import, "all")
    assert response.context["boxes"] == []
    page_import.refresh_from_db()
    assert page_import.source.startswith("Heating of bone tumors")


def test_original_and_findings_can_be_read_later(as_reviewer, as_editor):
    bring_in(as_editor)
    url = reverse(
        "admin:articles_pageimport_change", args=[PageImport.objects.get().pk]
    )

    page = as_reviewer.get(url).content.decode()

    assert "A study of warmth" in page
    assert 'name="source"' not in page


def test_pasting_needs_the_right(as_reviewer, as_moderator):
    for client in (as_reviewer, as_moderator):
        assert bring_in(client).status_code == 403
    assert not Figure.objects.exists()
    assert not Revision.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(
    as_editor, count, django_assert_num_queries
):
    for number in range(count):
        bring_in(as_editor, source=OLD.replace("Heating", f"Heating {number}"))
    url = reverse("admin:articles_pageimport_changelist")
    as_editor.get(url)

    with django_assert_num_queries(8):
        page = as_editor.get(url).content.decode()

    assert page.count("field-imported_at") == count
