"""An uploaded figure loses everything but its pixels; a shown version stays as it is."""

import warnings
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles import figures
from articles.models import Figure
from tests.factories import make_draft, make_figure


def upload(image: Image.Image, kind: str = "PNG", **options) -> SimpleUploadedFile:
    output = BytesIO()
    image.save(output, format=kind, **options)
    return SimpleUploadedFile("Jane Doe 1956.png", output.getvalue())


def photo() -> Image.Image:
    return Image.new("RGB", (60, 40), "teal")


def test_clean_upload_drops_gps_names_and_comments():
    exif = Image.Exif()
    exif[0x010E] = "Jane Doe, born 1956"  # image description
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    dirty = upload(photo(), "JPEG", exif=exif, comment=b"MRN 12345")

    clean = figures.clean_upload(dirty)

    content = clean.read()
    assert b"Jane" not in content
    assert b"12345" not in content
    assert not Image.open(BytesIO(content)).getexif()


def test_clean_upload_turns_the_picture_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate by 90 degrees

    clean = figures.clean_upload(upload(photo(), "JPEG", exif=exif))

    assert Image.open(clean).size == (40, 60)


def test_clean_upload_names_the_file_itself():
    assert figures.clean_upload(upload(photo())).name == "figure.png"


def test_clean_upload_limits_the_width():
    clean = figures.clean_upload(upload(Image.new("RGB", (3000, 30))))

    assert Image.open(clean).width == figures.MAX_WIDTH


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"GIF89a" + b"\0" * 64,
    ],
)
def test_clean_upload_refuses_what_is_no_image(content):
    with pytest.raises(ValidationError, match="not an image"):
        figures.clean_upload(SimpleUploadedFile("x.png", content))


def test_clean_upload_explains_what_to_do_with_a_scan():
    scan = SimpleUploadedFile("scan.png", b"\0" * 128 + b"DICM" + b"\0" * 64)

    with pytest.raises(ValidationError, match="DICOM"):
        figures.clean_upload(scan)


def test_clean_upload_refuses_a_large_file(monkeypatch):
    monkeypatch.setattr(figures, "MAX_BYTES", 10)

    with pytest.raises(ValidationError, match="larger"):
        figures.clean_upload(upload(photo()))


def test_clean_upload_refuses_a_pixel_bomb_without_decoding_it(monkeypatch):
    monkeypatch.setattr(figures, "MAX_PIXELS", 100)

    with pytest.raises(ValidationError, match="pixels"):
        figures.clean_upload(upload(photo()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "warnings_are"),
    [(1_000, "ignore"), (2_000, "error")],  # over twice the limit Pillow raises anyway
)
def test_clean_upload_explains_what_pillow_itself_takes_for_a_bomb(
    limit, warnings_are, monkeypatch
):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)  # the photo has 2,400

    with warnings.catch_warnings():
        warnings.simplefilter(warnings_are)
        with pytest.raises(ValidationError, match="40 million pixels"):
            figures.clean_upload(upload(photo()))


@pytest.mark.parametrize("kind", ["1030005", "11a0001", "11a0002"])
def test_clean_upload_explains_metadata_that_cannot_be_read(kind):
    """It says that the picture is turned, and one field is not of the kind it declares."""
    exif = bytes.fromhex(
        "4d4d002a000000080003010e000200000007000000320112000300000001000600000"
        f"{kind}000000010000003a0000000078787878787800000000000300000002"
    )

    with pytest.raises(ValidationError, match="not an image we can read"):
        figures.clean_upload(upload(photo(), exif=b"Exif\0\0" + exif))


def test_clean_upload_takes_the_first_of_a_phones_pictures():
    both = upload(photo(), "MPO", save_all=True, append_images=[photo()])

    clean = figures.clean_upload(both)

    assert clean.name == "figure.jpg"
    assert Image.open(clean).format == "JPEG"


def test_save_figure_in_use_becomes_the_next_version(editor):
    figure = make_figure(key="ice")
    revision = make_draft(by=editor, body="## A\n\n![](figure:ice)")
    figure.caption = "A better caption."

    saved = figures.save_figure(figure)

    assert saved.version == 2
    assert revision.figures.get().caption == "The needle is placed."
    assert list(Figure.objects.current()) == [saved]


@pytest.mark.django_db
def test_save_figure_not_in_use_is_changed_in_place():
    figure = make_figure()
    figure.caption = "A better caption."

    figures.save_figure(figure)

    assert Figure.objects.get().caption == "A better caption."
