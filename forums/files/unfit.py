"""Why a file cannot be taken, in words for the member who chose it."""

from django.utils.translation import gettext_lazy

from forums.errors import ForumError

MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES = 50
# A report of fifty pages has some hundreds of each; working through them takes a second.
MAX_OBJECTS = 20_000
MAX_PARTS = 50_000  # of all objects together
MAX_NOTES = 1_000  # marks, fields and links on all pages


class UnfitFile(ForumError):
    message = gettext_lazy("This file cannot be attached.")


class EmptyFile(UnfitFile):
    message = gettext_lazy("This file is empty.")


class TooLarge(UnfitFile):
    message = gettext_lazy(
        "A file may have at most 5 MB. Please make it smaller, or crop it."
    )


class UnknownKind(UnfitFile):
    message = gettext_lazy(
        "Only JPEG, PNG and WebP pictures and PDF files can be attached; this file is "
        "something else."
    )


class HeicPicture(UnfitFile):
    message = gettext_lazy(
        "Your phone saved this picture as HEIC, which many people cannot open. Take a "
        "screenshot of it, or export it as JPEG, and attach that."
    )


class DicomFile(UnfitFile):
    message = gettext_lazy(
        "This is an original scan (DICOM); it carries the patient’s name, even where you "
        "do not see it. Open it in a viewer, export one picture as PNG or JPEG, crop "
        "out names, dates and numbers that are written on the picture, and attach that."
    )


class DamagedPicture(UnfitFile):
    message = gettext_lazy(
        "This picture is damaged or incomplete. Open it, save it again as JPEG or PNG, "
        "and attach that."
    )


class TooManyPixels(UnfitFile):
    message = gettext_lazy(
        "This picture has more than 40 million pixels. Please make it smaller."
    )


class DamagedDocument(UnfitFile):
    message = gettext_lazy(
        "This PDF is damaged or incomplete. Open it, print it to a new PDF, and attach "
        "that."
    )


class ProtectedDocument(UnfitFile):
    message = gettext_lazy(
        "This PDF is protected, so what is hidden in it cannot be removed. Print it to "
        "a new PDF without a password and attach that."
    )


class TooManyPages(UnfitFile):
    message = gettext_lazy(
        "A PDF may have at most 50 pages. Please attach only the pages that matter."
    )


class TooManyParts(UnfitFile):
    message = gettext_lazy(
        "This PDF has too many parts for us to check. Print it to a new PDF and attach "
        "that."
    )
