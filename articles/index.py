"""Lists of pages in the orders readers look for: kind, subject, person."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.text import capfirst

from articles.models import Article, Contribution, Person, Subject


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
