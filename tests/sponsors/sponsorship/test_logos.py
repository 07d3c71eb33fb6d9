"""Logos: only pixels get through."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sponsors import logos
from tests.sponsors.sponsorship.conftest import picture


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content)


def png_that_says(width, height):
    """A few bytes that claim to be a huge picture."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_png(kind):
    made = logos.clean(picture((1600, 400), kind))

    found = Image.open(made)
    assert (found.format, found.size) == ("PNG", (640, 160))


def test_what_hides_behind_the_picture_is_gone():
    secret = b"<script>alert(1)</script>PK\x03\x04"
    content = picture().read() + secret

    assert secret not in logos.clean(upload(content)).read()


def test_metadata_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "Jane Doe, ward 7"

    made = logos.clean(picture(kind="JPEG", exif=exif.tobytes())).read()

    assert b"Jane Doe" not in made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\nbroken",
        b"<html><script>alert(1)</script>",
        png_that_says(60_000, 60_000),
        png_that_says(10_000, 10_000),
        png_that_says(4_000, 4_100),
    ],
)
def test_what_is_no_logo_is_refused(content):
    with pytest.raises(ValidationError):
        logos.clean(upload(content))


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?>\n<!-- a logo -->\n<svg/>',
        b"\xef\xbb\xbf  <SVG onload=alert(1)>",
    ],
)
def test_svg_is_refused_and_told_why(content):
    with pytest.raises(ValidationError, match="SVG files can carry programs"):
        logos.clean(upload(content, "logo.svg"))


def test_a_large_file_is_not_read():
    big = io.BytesIO(picture().read() + b"\0" * logos.MAX_BYTES)

    with pytest.raises(ValidationError, match="larger than 2 MB"):
        logos.clean(upload(big.getvalue()))


@pytest.mark.parametrize("size", [(1, 1), (600, 10)])
def test_a_pixel_is_no_logo(size):
    with pytest.raises(ValidationError, match="at least 24"):
        logos.clean(picture(size))
