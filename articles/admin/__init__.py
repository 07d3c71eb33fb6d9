"""The admin of the articles app, one module per noun."""

from articles.admin import articles, figures, people, references, subjects

__all__ = ["articles", "figures", "people", "references", "subjects"]
