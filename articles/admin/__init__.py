"""The admin of the articles app, one module per noun."""

from articles.admin import (
    articles,
    evidence,
    feedback,
    figures,
    imports,
    people,
    references,
    subjects,
)

__all__ = [
    "articles",
    "evidence",
    "feedback",
    "figures",
    "imports",
    "people",
    "references",
    "subjects",
]
