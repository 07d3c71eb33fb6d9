"""The words that occur on published pages, for suggestions when a reader mistypes."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F


class SearchWord(models.Model):
    """A distinct word of the published pages with the number of pages it occurs on."""

    word = models.CharField(max_length=60, unique=True)
    pages = models.PositiveIntegerField()

    class Meta:
        indexes = (
            GinIndex(
                OpClass(F("word"), name="gin_trgm_ops"), name="articles_word_trigrams"
            ),
        )

    def __str__(self) -> str:
        return self.word
