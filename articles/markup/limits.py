"""How much one text may hold, so that no input takes long to render."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .labels import MarkupError, Problem

MAX_CHARACTERS = 100_000
MAX_PARAGRAPH = 20_000
MAX_LINES = 3_000
MAX_MARKS = 10_000  # characters that mean something to Markdown: each may look ahead
MAX_BLOCKS = 16_000  # tokens: three for a paragraph or a cell
MAX_TABLE_CELLS = 2_000
MAX_CELLS = 3_000  # in all tables of a page together
MAX_CITATIONS = 1_000
MAX_HEADINGS = 300
MAX_PROBLEMS = 100
MAX_NESTING = 14

MARKS = re.compile(r"[\[\](*_`<>!\\&|@]")
# Direction overrides show a text in another order than it is stored ("Trojan Source");
# controls and halves of surrogate pairs cannot be stored at all.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def check_source(source: str) -> None:
    """Refuse a text that is too large or holds what nobody can see; raises MarkupError."""
    problems = tuple(_too_large(source)) or tuple(_hidden_characters(source))
    if problems:
        raise MarkupError(problems)


def _too_large(source: str) -> Iterator[Problem]:
    if len(source) > MAX_CHARACTERS:
        message = _("The text has %(count)s characters; %(limit)s are allowed.")
        yield Problem(0, message % counts(len(source), MAX_CHARACTERS))
    elif (lines := source.count("\n") + source.count("\r") + 1) > MAX_LINES:
        message = _("The text has %(count)s lines; %(limit)s are allowed.")
        yield Problem(0, message % counts(lines, MAX_LINES))
    elif (marks := sum(1 for _mark in MARKS.finditer(source))) > MAX_MARKS:
        message = _(
            "The text has %(count)s formatting characters such as [ * _ | @;"
            " %(limit)s are allowed."
        )
        yield Problem(0, message % counts(marks, MAX_MARKS))


def _hidden_characters(source: str) -> Iterator[Problem]:
    message = _(
        "An invisible character (U+%(code)s) is in this line."
        " Retype the passage instead of pasting it."
    )
    for number, line in enumerate(source.split("\n"), 1):
        if match := HIDDEN.search(line):
            yield Problem(number, message % {"code": f"{ord(match[0]):04X}"})


def counts(count: int, limit: int) -> dict[str, str]:
    return {"count": f"{count:,}", "limit": f"{limit:,}"}
