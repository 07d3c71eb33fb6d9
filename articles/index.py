"""Lists of pages in the orders readers look for: kind, letter, subject, person."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.text import capfirst

from articles.models import Article, Contribution, Person, Subject
from articles.search import plain

FIRST_DAY = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass(order=True)
class Entry:
    """A name readers may look under, with the pages it leads to."""

    sort_key: str
    name: str = field(compare=False)
    pages: list[Article] = field(compare=False)
    see: str = field(compare=False, default="")  # the subject, when the name is another


def published_at(page: Article) -> datetime.datetime:
    """Return when readers first saw the text, for sorting."""
    return (page.published and page.published.published_at) or FIRST_DAY


def has_demo(pages: Iterable[Article]) -> bool:
    """Whether a list shows demonstration content, which it then has to say."""
    return any(page.subject.is_demo for page in pages)


def by_kind(pages: Iterable[Article]) -> list[tuple[str, list[Article]]]:
    """Group pages by the kind of their subject, in the order the kinds are declared."""
    groups: dict[str, list[Article]] = {str(kind): [] for kind in Subject.Kind}
    for page in pages:
        groups[page.subject.kind].append(page)
    return [
        (capfirst(str(Subject.Kind(kind).label)), found)
        for kind, found in groups.items()
        if found
    ]


def by_subject(pages: Iterable[Article]) -> list[tuple[Subject, list[Article]]]:
    """Group pages that come sorted by subject."""
    rows = groupby(pages, key=lambda page: page.subject_id)
    groups = [list(found) for _subject, found in rows]
    return [(found[0].subject, found) for found in groups]


def letters(pages: Iterable[Article]) -> list[tuple[str, list[Entry]]]:
    """Sort subjects under the first letters of their titles and other names."""
    by_letter: dict[str, list[Entry]] = defaultdict(list)
    by_name: dict[int, list[Article]] = defaultdict(list)
    for page in pages:
        by_name[page.subject_id].append(page)
    for found in by_name.values():
        for entry in _entries(found):
            by_letter[_letter(entry.sort_key)].append(entry)
    return [(letter, sorted(by_letter[letter])) for letter in sorted(by_letter)]


def _entries(pages: list[Article]) -> Iterable[Entry]:
    """One entry for the subject, one for each title or other name that differs."""
    subject = pages[0].subject
    ordered = sorted(pages, key=lambda page: page.audience)
    yield Entry(_sort_key(subject.name), subject.name, ordered)
    seen = {_sort_key(subject.name)}
    for name in [*(page.title for page in ordered), *subject.synonyms]:
        if _sort_key(name) not in seen:
            seen.add(_sort_key(name))
            yield Entry(_sort_key(name), name, ordered, see=subject.name)


def _sort_key(name: str) -> str:
    return plain(name).strip()


def _letter(key: str) -> str:
    first = key[:1].upper()
    return first if first.isalpha() else "0–9"


def credits_of(person: Person) -> list[tuple[Article, str]]:
    """Return the pages readers can see that name a person, with what they did."""
    pages = (
        Article.objects.naming(person)
        .with_titles()
        .order_by("published__title", "audience")
    )
    return [(page, _deeds(page.roles)) for page in pages]


def _deeds(roles: Iterable[str]) -> str:
    return ", ".join(str(Contribution.Role(role).label) for role in sorted(roles))
