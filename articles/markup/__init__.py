"""Markdown with citations to safe HTML and its numbered citations; pure, no database."""

from .labels import (
    Cited,
    Heading,
    MarkupError,
    OutcomeRow,
    Problem,
    ReferenceLabel,
    Rendered,
    Use,
    describe,
)
from .render import render

__all__ = [
    "Cited",
    "Heading",
    "MarkupError",
    "OutcomeRow",
    "Problem",
    "ReferenceLabel",
    "Rendered",
    "Use",
    "describe",
    "render",
]
