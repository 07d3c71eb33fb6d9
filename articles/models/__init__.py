"""The nouns of the articles app, one module per noun."""

from articles.models.articles import Article, Audience
from articles.models.citations import Citation, FigureUse, Outcome
from articles.models.evidence import EvidenceStatus
from articles.models.feedback import Feedback
from articles.models.figures import Figure
from articles.models.imports import PageImport
from articles.models.people import Contribution, Disclosure, Person
from articles.models.references import Reference, ReferenceRelation
from articles.models.revisions import Revision
from articles.models.search import SearchWord
from articles.models.subjects import (
    OldSlug,
    Subject,
    SubjectRelation,
    Term,
)

__all__ = [
    "Article",
    "Audience",
    "Citation",
    "Contribution",
    "Disclosure",
    "EvidenceStatus",
    "Feedback",
    "Figure",
    "FigureUse",
    "OldSlug",
    "Outcome",
    "PageImport",
    "Person",
    "Reference",
    "ReferenceRelation",
    "Revision",
    "SearchWord",
    "Subject",
    "SubjectRelation",
    "Term",
]
