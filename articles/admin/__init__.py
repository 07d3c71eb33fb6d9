"""The admin of the articles app, one module per noun."""

from articles.admin import figures, people, references, subjects

__all__ = ["figures", "people", "references", "subjects"]
