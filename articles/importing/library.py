"""Put the references of a page into the library, or find them there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models import Reference
from articles.references.citekeys import new_citekey, plain, stem
from articles.references.journals import folded
from articles.references.records import Finding, Name, ParsedReference, Severity

TEXT_FIELDS = (
    "title",
    "container_title",
    "container_title_short",
    "publisher",
    "volume",
    "issue",
    "pages",
    "pmcid",
    "registry_id",
    "url",
    "type",
)
COMPARED = ("year", "volume", "pages")
LENGTHS = {
    column.name: column.max_length
    for column in Reference._meta.fields
    if column.max_length
}


@dataclass
class Shelf:
    """Rows for the works of one page: `keys` leads from the page's citekeys to the library's."""

    keys: dict[str, str] = field(default_factory=dict)
    created: list[Reference] = field(default_factory=list)
    found: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def citekeys(self) -> list[str]:
        """Each work of the library once, in the order of the page."""
        return list(dict.fromkeys(self.keys.values()))


def shelve(records: Sequence[ParsedReference]) -> Shelf:
    """Look every record up in the library, add what is missing. Needs a transaction."""
    shelf = Shelf()
    for record in records:
        reference = find(record)
        if reference is None:
            reference = _create(record, shelf)
        else:
            _compare(record, reference, shelf)
        shelf.keys[record.citekey] = reference.citekey
    return shelf


def find(record: ParsedReference) -> Reference | None:
    """The same work in the library: by DOI, by PubMed number, else by title and first author."""
    for field_name in ("doi", "pmid"):
        value = getattr(record, field_name)
        if value and (match := Reference.objects.filter(**{field_name: value}).first()):
            return match
    if not record.title:
        return None
    same_year = Q(year=record.year) if record.year else Q()
    for candidate in Reference.objects.filter(same_year | Q(year__isnull=True)):
        if _is_same_work(record, candidate):
            return candidate
    return None


def _is_same_work(record: ParsedReference, candidate: Reference) -> bool:
    if folded(record.title) != folded(candidate.title):
        return False
    if (record.doi and candidate.doi) or (record.pmid and candidate.pmid):
        return False  # both are numbered, and not alike
    theirs = [Name.from_csl(author) for author in candidate.authors]
    if not record.authors or not theirs:
        return True
    return plain(record.authors[0].short) == plain(theirs[0].short)


def _create(record: ParsedReference, shelf: Shelf) -> Reference:
    record = _fitted(record, shelf)
    beginning = Reference.objects.filter(citekey__startswith=stem(record))
    taken = set(beginning.values_list("citekey", flat=True))
    reference = Reference.objects.create(
        citekey=new_citekey(record, taken),
        authors=[name.as_csl() for name in record.authors],
        authors_truncated=record.authors_truncated,
        year=record.year,
        month=record.month,
        doi=record.doi or None,
        pmid=record.pmid or None,
        verification=_("Read from an old page; not yet compared with the work itself."),
        **{name: getattr(record, name) for name in TEXT_FIELDS},
    )
    shelf.created.append(reference)
    return reference


def _fitted(record: ParsedReference, shelf: Shelf) -> ParsedReference:
    """The record with every text short enough for its column."""
    for name in (*TEXT_FIELDS, "doi", "pmid"):
        longest = LENGTHS[name]
        value = getattr(record, name)
        if len(value) > longest:
            message = _("%(key)s: the field “%(field)s” was too long and has been cut.")
            pair = {"key": record.citekey, "field": name}
            shelf.findings.append(
                Finding("cut", message % pair, Severity.CHECK, value[:200])
            )
            shorter = value[:longest] if name in ("title", "container_title") else ""
            record = replace(record, **{name: shorter})  # type: ignore[arg-type]  # all are strings
    return record


def _compare(record: ParsedReference, reference: Reference, shelf: Shelf) -> None:
    """Say that the work was known, and where page and library differ."""
    if reference not in shelf.found:
        shelf.found.append(reference)
        message = _("%(key)s is already in the library and is used from there.")
        finding = Finding(
            "reference-known", message % {"key": reference.citekey}, Severity.INFO
        )
        shelf.findings.append(finding)
    for name in COMPARED:
        ours, theirs = getattr(reference, name), getattr(record, name)
        if ours and theirs and str(ours) != str(theirs):
            message = _(
                "%(key)s: the page gives %(field)s %(page)s, the library %(library)s."
            )
            values = {
                "key": reference.citekey,
                "field": name,
                "page": theirs,
                "library": ours,
            }
            shelf.findings.append(Finding("reference-differs", message % values))
