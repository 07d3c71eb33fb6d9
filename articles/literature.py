"""The works that a page cites, as readers meet them: in the list, in notes, in files."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Reference
from articles.references import display, formats


@dataclass(frozen=True)
class Report:
    """Another work that a reader should know of, e.g. the final report of a trial."""

    citekey: str
    year: int | None

    def get_absolute_url(self) -> str:
        return reverse("articles:reference", args=[self.citekey])


@dataclass(frozen=True)
class Place:
    """Where a page cites a work; ``number`` tells places of one section apart."""

    anchor: str
    section: str
    number: int | None
    is_first: bool


@dataclass
class CitedWork:
    """A work, with its number and places if it is read as part of a page.

    ``reference`` needs ``ReferenceQuerySet.with_health``: what is known against a work is
    looked up each time it is shown.
    """

    reference: Reference
    number: int | None = None
    uses: Sequence[tuple[str, str]] = ()

    @cached_property
    def authors_line(self) -> str:
        return display.authors_line(self.reference)

    @cached_property
    def source_parts(self) -> display.SourceLine:
        return display.source_line(self.reference)

    @property
    def doi(self) -> str | None:
        return self.reference.doi

    @property
    def pmid(self) -> str | None:
        return self.reference.pmid

    @property
    def health(self) -> str:
        return self.reference.health

    @property
    def places(self) -> list[Place]:
        """The places of use, numbered in sections that cite the work more than once."""
        total = Counter(section for _anchor, section in self.uses)
        seen: Counter[str] = Counter()
        places = []
        for anchor, section in self.uses:
            seen[section] += 1
            number = seen[section] if total[section] > 1 else None
            places.append(Place(anchor, section, number, seen[section] == 1))
        return places

    @property
    def notices(self) -> list[Report]:
        """Retractions and expressions of concern about this work."""
        return [Report(citekey, None) for citekey in self.reference.notices]

    @cached_property
    def later_report(self) -> Report | None:
        """The newest work that updates, supersedes or completes this one."""
        reports = [*self.reference.later_reports, *self.reference.final_reports]
        found = [Report(str(row["citekey"]), _year(row)) for row in reports]
        return max(found, key=lambda report: report.year or 0, default=None)


@dataclass(frozen=True)
class Range:
    """The works behind a collapsed number such as 1–3."""

    first: int
    last: int
    citations: Sequence[CitedWork]


def cited_works(references: Iterable[Reference]) -> list[CitedWork]:
    """Wrap the works of ``ReferenceQuerySet.cited_in`` in their order."""
    return [
        CitedWork(
            reference=work,
            number=work.number,
            uses=[(use["anchor"], use["section"]) for use in work.uses],
        )
        for work in references
    ]


def ranges(works: Sequence[CitedWork], pairs: Iterable[Sequence[int]]) -> list[Range]:
    return [Range(first, last, works[first - 1 : last]) for first, last in pairs]


def export(references: Iterable[Reference], ending: str) -> str:
    """Write works into a file that reference managers read.

    A work with a notice of retraction or concern says so in its title, as publishers do.
    """
    records = [
        replace(record, title=_("RETRACTED OR UNDER CONCERN: ") + record.title)
        if work.health == Reference.Health.FLAGGED
        else record
        for work, record in ((work, formats.record_of(work)) for work in references)
    ]
    return formats.write(records, ending)


def _year(row: dict[str, str]) -> int | None:
    return int(row["year"]) if row["year"] else None
