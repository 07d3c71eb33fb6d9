"""Pasted references: read, corrected, stored; what is known is not stored twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import Reference
from tests.factories import make_reference

pytestmark = pytest.mark.django_db

FREE = "Doe J, Roe R. A study of warmth. Radiology 2011;12(3):45-56."
RIS = "TY  - JOUR\nAU  - Doe, Jane\nTI  - A study of warmth\nPY  - 2011\nDO  - 10.1000/x\nER  - \n"


def address(part=False):
    return reverse("admin:articles_reference_paste") + ("?part" if part else "")


def corrected(rows, **changes):
    """What the browser sends back from the forms that it was shown."""
    data = {"rows": len(rows)}
    for row in rows:
        for field in row:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = "on" if value is True else value
    return data | changes


@pytest.mark.parametrize("text", [FREE, RIS])
def test_pasted_text_is_read_shown_and_stored(as_editor, text):
    rows = as_editor.post(address(), {"text": text}).context["rows"]
    assert not Reference.objects.exists()

    as_editor.post(address(), corrected(rows, **{"row0-volume": "13"}))

    work = Reference.objects.get()
    assert (work.citekey, work.year, work.volume) == ("doe2011", 2011, "13")
    assert work.authors[0]["family"] == "Doe"
    assert "not yet compared" in work.verification


def test_file_is_read_too(as_editor):
    upload = SimpleUploadedFile("works.ris", RIS.encode())

    rows = as_editor.post(address(), {"file": upload}).context["rows"]

    assert rows[0]["title"].value() == "A study of warmth"


def test_known_work_is_named_and_not_ticked(as_editor):
    make_reference("doe-warm", title="A study of warmth", doi="10.1000/x")

    response = as_editor.post(address(), {"text": RIS})

    assert "cite it as doe-warm" in response.content.decode()
    as_editor.post(address(), corrected(response.context["rows"]))
    assert Reference.objects.count() == 1


def test_two_works_of_one_author_and_year_get_two_keys(as_editor):
    text = f"{FREE}\n\nDoe J. Another study. Radiology 2011;13(1):1-2."

    rows = as_editor.post(address(), {"text": text}).context["rows"]

    assert [row["citekey"].value() for row in rows] == ["doe2011", "doe2011b"]


def test_mistake_in_one_record_stores_none_and_keeps_all(as_editor):
    text = f"{FREE}\n\nRoe R. Another study. Radiology 2012;13(1):1-2."
    rows = as_editor.post(address(), {"text": text}).context["rows"]

    response = as_editor.post(address(), corrected(rows, **{"row1-doi": "no doi"}))

    assert "A DOI looks like" in response.content.decode()
    assert response.context["rows"][0]["title"].value() == "A study of warmth"
    assert not Reference.objects.exists()


@pytest.mark.parametrize("text", ["", "Good morning."])
def test_text_without_a_reference_is_said_and_kept(as_editor, text):
    response = as_editor.post(address(), {"text": text})

    assert response.context["form"].errors
    assert response.context["form"]["text"].value() == text


def test_dialog_gets_the_keys_to_cite(as_editor):
    rows = as_editor.post(address(part=True), {"text": FREE}).context["rows"]

    data = as_editor.post(address(part=True), corrected(rows)).json()

    assert data == {"created": [{"citekey": "doe2011", "label": "Doe 2011"}]}


def test_pasting_needs_the_right(as_reviewer, as_moderator):
    for client in (as_reviewer, as_moderator):
        assert client.post(address(), {"text": FREE}).status_code == 403
