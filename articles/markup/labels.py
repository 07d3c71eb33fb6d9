"""What goes into a rendering and what comes out of it: plain frozen values, no database."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

LAY = "lay"
PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class ReferenceLabel:
    """How a reference is named inside a text: "Callstrom 2006", "Callstrom et al."."""

    short: str
    attribution: str = ""
    container: str = ""
    year: str = ""
    url: str = ""  # https address of the work, if it has one


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One result with its count: "17 of 19" + claim "people had less pain" + "4 weeks"."""

    n: int
    of: int
    claim: str
    citekey: str
    measure: str = ""  # what a table calls it: "pain relief"
    time_point: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what to do; `line` counts from 1, and 0 means: not in the text itself."""

    line: int
    message: str


class MarkupError(ValueError):
    """The text cannot be rendered; `problems` names all that is wrong, in its order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(describe(problem) for problem in problems))


def describe(problem: Problem) -> str:
    """The problem as one sentence for a form."""
    if not problem.line:
        return problem.message
    return _("Line %(line)s: %(message)s") % {
        "line": problem.line,
        "message": problem.message,
    }


@dataclass(frozen=True, slots=True)
class Heading:
    id: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """One place of a citation: the id of its button, its section, the page it names."""

    anchor: str
    section: str
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    citekey: str
    number: int
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The frozen text of a revision; notes, figures and the list come per request."""

    html: str
    text: str
    headings: tuple[Heading, ...] = ()
    citations: tuple[Cited, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    figures: tuple[str, ...] = field(default=())
