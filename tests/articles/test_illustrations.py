"""Frames in a rendered text become figures, numbered by appearance."""

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from articles.illustrations import illustrate
from tests import factories

pytestmark = pytest.mark.django_db


def frame(key: str) -> str:
    return f'<figure data-key="{key}"></figure>'


def picture(folder) -> ContentFile:
    path = folder / "one.png"
    Image.new("RGB", (40, 30)).save(path)
    return ContentFile(path.read_bytes(), name="patient-name.png")


def test_frames_are_numbered_by_appearance_not_by_the_given_order():
    first, second = factories.make_figure("first"), factories.make_figure("second")

    html = illustrate(frame("second") + frame("first"), [first, second])

    assert html.index("Figure 1.") < html.index('id="figure-2"')
    assert html.count("<figure id=") == 2


def test_frame_without_a_figure_is_left_out():
    assert illustrate(f"<p>Text.</p>{frame('unknown')}", []) == "<p>Text.</p>"


def test_uploaded_image_has_its_own_size_and_no_name_of_the_upload(tmp_path):
    figure = factories.make_figure("scan", drawing="", image=picture(tmp_path))

    html = illustrate(frame("scan"), [figure])

    assert 'width="40" height="30"' in html
    assert 'src="/media/figures/' in html
    assert "patient-name" not in html


def test_words_of_a_figure_never_become_markup():
    figure = factories.make_figure(
        "scan", alt='" onerror="alert(1)', caption="<script>", licence="<i>"
    )

    html = illustrate(frame("scan"), [figure])

    assert 'onerror="' not in html
    assert "<script>" not in html
    assert "<i>" not in html
