"""Figures at the desk: uploads are cleaned, used figures become versions."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from articles.models import Figure
from tests.factories import make_draft, make_figure, make_page, make_reference

pytestmark = pytest.mark.django_db

WORDS = {
    "key": "ice-ball",
    "alt": "A ball of ice",
    "caption": "The ice",
    "credit": "Ours",
    "licence": "CC BY 4.0",
    "consent_basis": "drawn",
}


def picture():
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile("patient-name.png", content.getvalue(), "image/png")


def test_uploaded_picture_is_stored_without_its_name(as_editor):
    source = make_reference()
    fields = {**WORDS, "image": picture(), "source": source.citekey}

    as_editor.post(reverse("admin:articles_figure_add"), fields)

    figure = Figure.objects.get()
    assert (figure.width, figure.height, figure.source) == (40, 30, source)
    assert "patient" not in figure.image.name


def test_what_is_no_picture_is_refused_kindly(as_editor):
    upload = SimpleUploadedFile("scan.png", b"\0" * 128 + b"DICM", "image/png")

    page = as_editor.post(
        reverse("admin:articles_figure_add"), {**WORDS, "image": upload}
    ).content.decode()

    assert "image" in page
    assert not Figure.objects.exists()


def test_used_figure_becomes_a_version_and_says_so(as_editor):
    figure = make_figure("ice-ball")
    make_draft(body="# A\n\n![](figure:ice-ball)")
    fields = {**WORDS, "drawing": figure.drawing, "caption": "Better words"}

    page = as_editor.post(
        reverse("admin:articles_figure_change", args=[figure.pk]), fields, follow=True
    ).content.decode()

    assert "Saved as version 2." in page
    assert Figure.objects.current().get().caption == "Better words"
    figure.refresh_from_db()
    assert figure.caption == "The needle is placed."


def test_key_of_a_figure_stays(as_editor):
    figure = make_figure("ice-ball")
    make_page(body="# A\n\n![](figure:ice-ball)")

    as_editor.post(
        reverse("admin:articles_figure_change", args=[figure.pk]),
        {**WORDS, "drawing": figure.drawing, "key": "other"},
    )

    assert set(Figure.objects.values_list("key", flat=True)) == {"ice-ball"}
