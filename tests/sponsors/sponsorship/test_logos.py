"""Logos: only pixels get through."""

import gzip
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from sponsors.sponsorship import logos
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


# It says "turned", and has a field that is not of the kind which it declares.
TURNED = "4d4d002a000000080003010e000200000007000000320112000300000001000600000"
FIELDS = (
    "1030005000000010000003a",
    "11a0001000000010000003a",
    "11a0002000000010000003a",
)
ENDS = "0000000078787878787800000000000300000002"


@pytest.mark.parametrize("field", FIELDS)
def test_odd_metadata_does_not_keep_a_picture_from_being_turned(field):
    exif = bytes.fromhex(TURNED + field + ENDS)

    made = logos.clean(picture((60, 30), exif=b"Exif\0\0" + exif))

    assert Image.open(made).size == (30, 60)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_shown_as_it_was_taken(orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    content = io.BytesIO()
    two = Image.new("RGB", (60, 30), "white")
    two.paste("navy", (0, 0, 30, 30))
    two.save(content, "PNG", exif=exif.tobytes())
    content.seek(0)
    wanted = ImageOps.exif_transpose(Image.open(content)).convert("RGBA")

    made = Image.open(logos.clean(upload(content.getvalue())))

    assert (made.size, made.tobytes()) == (wanted.size, wanted.tobytes())


def test_what_was_erased_to_transparency_is_gone():
    erased = Image.new("RGBA", (60, 40), (200, 30, 40, 0))
    erased.paste((10, 20, 30, 255), (0, 0, 30, 40))
    content = io.BytesIO()
    erased.save(content, "PNG")

    made = Image.open(logos.clean(upload(content.getvalue())))

    assert made.getpixel((50, 20)) == (0, 0, 0, 0)
    assert made.getpixel((10, 20)) == (10, 20, 30, 255)


def frames(kind):
    """Return a picture that moves, or that holds several."""
    content = io.BytesIO()
    red, blue = (Image.new("RGB", (60, 40), color) for color in ("red", "blue"))
    red.save(content, kind, save_all=True, append_images=[blue])
    return content.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "MPO"])
def test_nothing_moves_and_nothing_hides_behind_the_first_picture(kind):
    made = Image.open(logos.clean(upload(frames(kind))))

    assert getattr(made, "n_frames", 1) == 1
    red, _green, blue, _alpha = made.getpixel((30, 20))
    assert (red > 200, blue < 60) == (True, True)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *((mode, "PNG") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
    ],
)
def test_every_kind_of_color_becomes_the_same_kind(mode, kind):
    content = io.BytesIO()
    Image.new("L", (60, 40), 200).convert(mode).save(content, kind)

    made = Image.open(logos.clean(upload(content.getvalue())))

    assert (made.mode, made.size) == ("RGBA", (60, 40))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\nbroken",
        b"<html><script>alert(1)</script>",
        png_that_says(0, 0),
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
        b'<svg><foreignObject><iframe src="//evil.example"/></foreignObject></svg>',
        b'<svg><image href="https://evil.example/pixel.gif"/></svg>',
        b'<svg><use href="data:image/svg+xml;base64,PHN2Zy8+#a"/></svg>',
        b"<svg><style>@import url(//evil.example/a.css)</style></svg>",
        b'<svg viewBox="0 0 1e9 1e9" width="1e9"/>',
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
        b"GIF89a/*<svg/onload=alert(1)>*/=1",
        b"\xef\xbb\xbf  <SVG onload=alert(1)>",
    ],
)
def test_svg_is_refused_and_told_why(content):
    with pytest.raises(ValidationError, match="SVG files can carry programs"):
        logos.clean(upload(content, "logo.svg"))


@pytest.mark.parametrize("packed", ["svgz", "after many blanks", "utf-16"])
def test_svg_in_disguise_is_refused(packed):
    svg = b"<svg onload=alert(1)>"
    content = {
        "svgz": gzip.compress(svg),
        "after many blanks": b" " * 2000 + svg,
        "utf-16": svg.decode().encode("utf-16"),
    }[packed]

    with pytest.raises(ValidationError, match="not a picture"):
        logos.clean(upload(content))


def test_a_picture_that_is_a_page_as_well_is_served_as_a_picture_only():
    info = PngInfo()
    info.add_text("Comment", "<html><script>alert(1)</script>")
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(content, "PNG", pnginfo=info)

    made = logos.clean(upload(content.getvalue()))

    assert b"script" not in made.read()
    assert made.name == "logo.png"


def test_a_large_file_is_not_read():
    big = io.BytesIO(picture().read() + b"\0" * logos.MAX_BYTES)

    with pytest.raises(ValidationError, match="larger than 2 MB"):
        logos.clean(upload(big.getvalue()))


@pytest.mark.parametrize("size", [(1, 1), (600, 10)])
def test_a_pixel_is_no_logo(size):
    with pytest.raises(ValidationError, match="at least 24"):
        logos.clean(picture(size))
