"""The list from A to Z: titles and other names, with the pages each leads to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from articles.models import Article
from articles.search import plain

MAX_NAMES = 400  # so many names stand on one page; with more, each letter has its own
DIGITS = "0–9"

Groups = list[tuple[str, list["Entry"]]]


@dataclass(order=True)
class Entry:
    """A name readers may look under, with the pages it leads to."""

    sort_key: str
    name: str = field(compare=False)
    pages: list[Article] = field(compare=False)
    see: str = field(compare=False, default="")  # the subject, when the name is another


@dataclass(frozen=True)
class Alphabet:
    """All letters that have a name, and the names that one page shows."""

    letters: list[str]
    shown: Groups
    is_whole: bool

    @property
    def pages(self) -> Iterator[Article]:
        return (
            page for _l, found in self.shown for entry in found for page in entry.pages
        )


def alphabet(wanted: str = "") -> Alphabet:
    """Return the whole list, or one letter of it when it is too long for a page."""
    names = _names_by_letter()
    letters = sorted(names)
    is_whole = sum(len(found) for found in names.values()) <= MAX_NAMES
    pages = Article.objects.published().with_titles()
    if is_whole:
        return Alphabet(letters, _groups(pages), is_whole)
    letter = wanted if wanted in names else letters[0]
    subjects = {subject for subject, _key in names[letter]}
    groups = _groups(pages.filter(subject__in=subjects))
    return Alphabet(letters, [row for row in groups if row[0] == letter], is_whole)


def _names_by_letter() -> dict[str, set[tuple[int, str]]]:
    """Return (subject, name to sort by) under each letter, without loading pages."""
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    rows = Article.objects.published().values_list(
        "subject", "subject__name", "subject__synonyms", "published__title"
    )
    for subject, name, synonyms, title in rows:
        for key in map(_sort_key, (name, title, *synonyms)):
            found[_letter(key)].add((subject, key))
    return found


def _groups(pages: Iterable[Article]) -> Groups:
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
    return first if first.isalpha() else DIGITS
