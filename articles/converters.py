"""The variable parts of addresses; what does not match never reaches the database."""

from django.urls import register_converter
from django.urls.converters import SlugConverter, StringConverter

from articles.models import Audience
from articles.references.formats import FORMATS


class EditionConverter(StringConverter):
    """``lay`` or ``pro``."""

    regex = "|".join(audience.prefix for audience in Audience)

    def to_python(self, value: str) -> Audience:
        return next(audience for audience in Audience if audience.prefix == value)

    def to_url(self, value: str) -> str:
        return value.prefix if isinstance(value, Audience) else value


class CitekeyConverter(StringConverter):
    """The key of a reference, as its validator has it."""

    regex = "[a-z][a-z0-9]*(?:[-_:.][a-z0-9]+)*"


class FormatConverter(StringConverter):
    """The ending of a reference file."""

    regex = "|".join(FORMATS)


class ShortSlugConverter(SlugConverter):
    """A slug no longer than the database has it."""

    regex = "[-a-zA-Z0-9_]{1,120}"


def register() -> None:
    for name, converter in (
        ("edition", EditionConverter),
        ("citekey", CitekeyConverter),
        ("format", FormatConverter),
        ("name", ShortSlugConverter),
    ):
        register_converter(converter, name)
