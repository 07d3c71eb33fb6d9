"""Uploaded figures: checked, freed of metadata, and versioned once they are in use."""

import struct
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from articles.models import Figure

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_WIDTH = 2_000  # pixels; twice the widest column
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
# What Pillow raises for a picture that would fill the memory, and for a broken one.
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
DAMAGES = (
    *(UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError),
    *(AttributeError, IndexError, KeyError, TypeError, struct.error),  # odd EXIF
)
TOO_MANY_PIXELS = _("The image has more than 40 million pixels. Save it smaller.")
DICOM_MARK = (128, b"DICM")  # offset and bytes, DICOM PS3.10 section 7.1


def clean_upload(upload: UploadedFile) -> ContentFile:
    """Return the picture re-encoded: upright, at most 2,000 px wide, without metadata.

    Raises ValidationError for anything that is not a PNG, JPEG or WebP image.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The image is larger than 10 MB. Save it smaller."))
    content = upload.read()
    offset, mark = DICOM_MARK
    if content[offset : offset + len(mark)] == mark:
        raise ValidationError(
            _(
                "This is a DICOM scan; it carries the patient's name. Export it as PNG "
                "without overlay and upload that."
            )
        )
    try:
        return _reencode(content)
    except BOMBS as error:
        raise ValidationError(TOO_MANY_PIXELS) from error
    except DAMAGES as error:
        raise ValidationError(
            _("This file is not an image we can read. Use PNG, JPEG or WebP.")
        ) from error


def _reencode(content: bytes) -> ContentFile:
    with Image.open(BytesIO(content), formats=tuple(FORMATS)) as opened:
        # A phone may put several pictures into a JPEG (MPO); the first is the one seen.
        kind = opened.format if opened.format in FORMATS else "JPEG"
        if opened.width * opened.height > MAX_PIXELS:
            raise ValidationError(TOO_MANY_PIXELS)
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((MAX_WIDTH, MAX_WIDTH * 4))
        # A new image takes the pixels and nothing else: no EXIF, no comments, no XMP.
        bare = picture.convert("RGB" if kind == "JPEG" else "RGBA")
        bare.info.clear()
        output = BytesIO()
        bare.save(output, format=kind, quality=88, optimize=True)
    return ContentFile(output.getvalue(), name=f"figure.{FORMATS[kind]}")


@transaction.atomic
def save_figure(figure: Figure) -> Figure:
    """Store a figure; one that a revision already shows is stored as its next version."""
    if figure.pk and figure.uses.exists():
        newest = Figure.objects.filter(key=figure.key).aggregate(top=Max("version"))
        figure.pk = None
        figure._state.adding = True
        figure.version = (newest["top"] or 0) + 1
    figure.save()
    return figure
