"""The admin of the articles app, one module per noun."""

from articles.admin import articles, figures, imports, people, references, subjects

__all__ = ["articles", "figures", "imports", "people", "references", "subjects"]
