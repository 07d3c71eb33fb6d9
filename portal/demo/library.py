"""References, figures and people of the demonstration. What exists is never touched."""

import xml.etree.ElementTree as ET
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.models import Disclosure, Figure, Person, Reference, ReferenceRelation
from portal.accounts.models import User
from portal.demo.files import read

DRAWINGS = settings.BASE_DIR / "static" / "img" / "figures"


def load_references() -> int:
    """Add the works that are missing, and the relations of those works."""
    data = read("references.json")
    records = {record["citekey"]: record for record in data["references"]}
    present = set(
        Reference.objects.filter(citekey__in=records).values_list("citekey", flat=True)
    )
    added = [_add_reference(records[key]) for key in records if key not in present]
    new = {work.citekey for work in added}
    works = Reference.objects.in_bulk(list(records), field_name="citekey")
    ReferenceRelation.objects.bulk_create(
        ReferenceRelation(source=works[source], kind=kind, target=works[target])
        for source, kind, target in data["relations"]
        if source in new or target in new
    )
    return len(added)


def _add_reference(record: dict[str, Any]) -> Reference:
    work = Reference(**record)
    work.full_clean()
    work.save()
    return work


def load_figures() -> int:
    """Add the drawings that are missing."""
    data = read("figures.json")
    present = set(Figure.objects.values_list("key", flat=True))
    missing = [figure for figure in data["figures"] if figure["key"] not in present]
    for figure in missing:
        _add_figure(figure, credit=data["credit"], licence=data["licence"])
    return len(missing)


def _add_figure(words: dict[str, str], *, credit: str, licence: str) -> None:
    drawing = f"{words['key']}.svg"
    width, height = drawing_size(drawing)
    figure = Figure(
        **words,
        drawing=drawing,
        credit=credit,
        licence=licence,
        width=width,
        height=height,
        consent_basis=Figure.Consent.DRAWN,
    )
    figure.full_clean()
    figure.save()


def drawing_size(name: str) -> tuple[int, int]:
    """Return width and height in pixels as the drawing states them."""
    # Our own file, shipped with the portal: nothing hostile can be in it.
    root = ET.parse(DRAWINGS / name).getroot()  # noqa: S314 - see the line above
    return int(root.attrib["width"]), int(root.attrib["height"])


def load_people() -> int:
    """Add the invented people who are missing, marked as such, with what they declared."""
    data = read("people.json")["people"]
    present = set(Person.objects.values_list("slug", flat=True))
    missing = [person for person in data if person["slug"] not in present]
    for person in missing:
        _add_person(**person)
    return len(missing)


def _add_person(
    *, disclosures: list[dict[str, Any]], account: str = "", **words: str
) -> None:
    user = User.objects.filter(email=account).first() if account else None
    person = Person.objects.create(user=user, is_invented=True, **words)
    this_year = timezone.localdate().year
    # A reviewer needs a declaration that is not older than a year: hence relative years.
    Disclosure.objects.bulk_create(
        Disclosure(
            person=person, year=this_year - disclosure.pop("years_ago"), **disclosure
        )
        for disclosure in disclosures
    )
