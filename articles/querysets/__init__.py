"""The rules of reading, as words that chain: no view spells a visibility filter itself."""

from articles.querysets.articles import ArticleQuerySet
from articles.querysets.people import (
    FeedbackQuerySet,
    FigureQuerySet,
    PersonQuerySet,
)
from articles.querysets.references import ReferenceQuerySet
from articles.querysets.revisions import RevisionQuerySet
from articles.querysets.subjects import (
    EvidenceStatusQuerySet,
    SubjectQuerySet,
    TermQuerySet,
)

__all__ = [
    "ArticleQuerySet",
    "EvidenceStatusQuerySet",
    "FeedbackQuerySet",
    "FigureQuerySet",
    "PersonQuerySet",
    "ReferenceQuerySet",
    "RevisionQuerySet",
    "SubjectQuerySet",
    "TermQuerySet",
]
