"""Logos: pictures written anew, so that nothing but their pixels is ever served."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, UnidentifiedImageError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000
SMALLEST = 24  # pixels; less is a blot, or a pixel that counts visitors
SIZE = (640, 320)  # twice what is shown at most
FORMATS = ("PNG", "JPEG", "WEBP")
# What Pillow raises for files that were damaged, by accident or with care.
BROKEN = (
    *(ArithmeticError, AttributeError, LookupError, OSError),
    *(struct.error, SyntaxError, TypeError, ValueError),
)
# What EXIF says about how a camera was held, and what undoes it.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MARKS_OF_SVG = (b"<svg", b"<!doctype svg", b"<?xml")


def clean(upload: UploadedFile) -> ContentFile:
    """Return the logo as a PNG of at most 640 × 320 pixels, freed of all else.

    Raises ValidationError with words for whoever uploaded it.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 2 MB. Save it smaller."))
    content = upload.read(MAX_BYTES + 1)
    if any(mark in content[:1000].lower() for mark in MARKS_OF_SVG):
        raise ValidationError(
            _(
                "SVG files can carry programs, so we cannot show them. Please save the "
                "logo as PNG, 640 pixels wide or more; it will look just as sharp."
            )
        )
    try:
        return ContentFile(_written_anew(content), name="logo.png")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        *BROKEN,
    ) as error:
        raise ValidationError(
            _("This file is not a picture that we can read. Use PNG, JPEG or WebP.")
        ) from error


def _written_anew(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValidationError(
                _("The picture has more than 16 million pixels. Save it smaller.")
            )
        picture = _upright(opened).convert("RGBA")
    picture.thumbnail(SIZE)
    if min(picture.size) < SMALLEST:
        raise ValidationError(
            _("The logo must be at least %(number)s pixels wide and high.")
            % {"number": SMALLEST}
        )
    # A new image takes the pixels that are seen and nothing else: no EXIF, no comments, no
    # profile, and no colors below what is transparent.
    bare = Image.alpha_composite(Image.new("RGBA", picture.size), picture)
    output = BytesIO()
    bare.save(output, format="PNG", optimize=True)
    return output.getvalue()


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as EXIF asks; Pillow's own function rewrites EXIF, which can fail."""
    turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return picture.transpose(turn) if turn is not None else picture
