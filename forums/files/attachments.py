"""Files for posts: only pictures and PDFs, told by their content, freed of all metadata."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from articles.figures import DICOM_MARK
from forums.files import documents, pictures
from forums.files.unfit import (
    MAX_BYTES,
    DicomFile,
    EmptyFile,
    HeicPicture,
    TooLarge,
    UnfitFile,
    UnknownKind,
)

__all__ = ["CleanFile", "UnfitFile", "clean"]

IMAGE = "image"
PDF = "pdf"


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What is kept of an upload; neither its name nor anything beside the content."""

    kind: str
    extension: str
    content: bytes
    width: int | None = None
    height: int | None = None


def clean(upload: UploadedFile) -> CleanFile:
    """Return the content written anew; raises UnfitFile with a message for the member."""
    if (upload.size or 0) > MAX_BYTES:
        raise TooLarge
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLarge
    cleaned = _written_anew(content)
    if len(cleaned.content) > MAX_BYTES:
        raise TooLarge(
            gettext_lazy("The file is larger than 5 MB. Please make it smaller.")
        )
    return cleaned


def _written_anew(content: bytes) -> CleanFile:
    offset, mark = DICOM_MARK
    if not content:
        raise EmptyFile
    if content[offset : offset + len(mark)] == mark:
        raise DicomFile
    if content.startswith(documents.MARK):
        return CleanFile(PDF, "pdf", documents.rewrite(content))
    if pictures.is_heic(content):
        raise HeicPicture
    if not pictures.is_picture(content):
        raise UnknownKind
    picture = pictures.reencode(content)
    return CleanFile(
        IMAGE, picture.extension, picture.content, picture.width, picture.height
    )
