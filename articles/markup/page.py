"""The state of one rendering: what was given, what was found so far."""

import difflib
from collections.abc import Collection, Mapping, Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .labels import (
    Cited,
    Heading,
    MarkupError,
    OutcomeRow,
    Problem,
    ReferenceLabel,
    Use,
)
from .limits import MAX_PROBLEMS

SUGGESTIONS = 5  # so many unknown keys get a "did you mean": the search is slow in a large library


class Page:
    """One text on its way to HTML; it hands out numbers and anchors in their order."""

    def __init__(
        self,
        *,
        references: Mapping[str, ReferenceLabel],
        figures: Collection[str],
        outcomes: Sequence[OutcomeRow],
        audience: str,
        sections: bool = True,
    ) -> None:
        self.sections = sections
        self.references = references
        self.known_figures = figures
        self.outcomes = outcomes
        self.audience = audience
        self.problems: dict[Problem, None] = {}  # a set that keeps its order
        self.headings: list[Heading] = []
        self.level = 1  # the page title is the h1 above the text
        self.figures: list[str] = []
        self.ranges: dict[tuple[int, int], None] = {}
        self.tables = 0
        self.cells = 0
        self._uses: dict[str, list[Use]] = {}  # a key's place in here is its number
        self._numbers: dict[str, int] = {}
        self._buttons: dict[str, int] = {}
        self._slugs: dict[str, int] = {}
        self._suggested = 0

    def problem(self, line: int, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems[Problem(line, message)] = None

    def raise_problems(self) -> None:
        if self.problems:
            raise MarkupError(
                tuple(sorted(self.problems, key=lambda problem: problem.line))
            )

    @property
    def section(self) -> str:
        return self.headings[-1].text if self.headings else _("Beginning")

    def open_section(self, level: int, text: str) -> str:
        """Begin a section and return the id of its heading."""
        base = f"s-{slugify(text)[:80].strip('-') or 'section'}"
        anchor = base
        while anchor in self._slugs:
            self._slugs[base] += 1
            anchor = f"{base}-{self._slugs[base]}"
        self._slugs[anchor] = 1
        self.headings.append(Heading(anchor, level, text))
        self.level = level
        return anchor

    def number(self, citekey: str) -> int:
        """The number of a reference: by first appearance, the same work keeps its own."""
        return self._numbers.setdefault(citekey, len(self._numbers) + 1)

    def button_id(self, stem: str) -> str:
        self._buttons[stem] = self._buttons.get(stem, 0) + 1
        return f"{stem}-{self._buttons[stem]}"

    def record_use(self, citekey: str, anchor: str, locator: str) -> None:
        self._uses.setdefault(citekey, []).append(Use(anchor, self.section, locator))

    def citations(self) -> tuple[Cited, ...]:
        return tuple(
            Cited(key, number, tuple(self._uses[key]))
            for key, number in self._numbers.items()
        )

    def unknown_citekey(self, citekey: str, line: int) -> None:
        near = self._nearest(citekey, self.references)
        if not self.references:
            message = _("There is nothing to cite here: “%(key)s” is not known.")
        elif near:
            message = _("No reference has the key “%(key)s”. Did you mean “%(near)s”?")
        else:
            message = _(
                "No reference has the key “%(key)s”. Add it to the library first, or"
                " correct the key."
            )
        self.problem(line, message % {"key": citekey, "near": near})

    def unknown_figure(self, key: str, line: int) -> None:
        near = self._nearest(key, self.known_figures)
        if near:
            message = _("No figure has the key “%(key)s”. Did you mean “%(near)s”?")
        else:
            message = _(
                "No figure has the key “%(key)s”. Add the figure first, or correct the key."
            )
        self.problem(line, message % {"key": key, "near": near})

    def _nearest(self, key: str, known: Collection[str]) -> str:
        if self._suggested >= SUGGESTIONS:
            return ""
        self._suggested += 1
        near = difflib.get_close_matches(key[:100], list(known)[:2000], n=1)
        return near[0] if near else ""
