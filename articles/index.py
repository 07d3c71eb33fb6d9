"""Lists of pages in the orders readers look for: kind, subject, person."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from articles.models import Article, Contribution, Person, Subject

# Headings over many; the kinds themselves are named one by one.
KINDS = {
    Subject.Kind.PROCEDURE: _("Procedures"),
    Subject.Kind.TUMOR: _("Tumors"),
    Subject.Kind.TEST: _("Tests"),
    Subject.Kind.CONCEPT: _("Concepts"),
}


def has_demo(pages: Iterable[Article]) -> bool:
    """Whether a list shows demonstration content, which it then has to say."""
    return any(page.subject.is_demo for page in pages)


def demo_is_public() -> bool:
    """Whether readers can meet demonstration content anywhere."""
    return Subject.objects.published().filter(is_demo=True).exists()


def by_kind(pages: Iterable[Article]) -> list[tuple[str, list[Article]]]:
    """Group pages by the kind of their subject, in the order of ``KINDS``."""
    groups: dict[str, list[Article]] = {str(kind): [] for kind in KINDS}
    for page in pages:
        groups[page.subject.kind].append(page)
    return [
        (str(KINDS[Subject.Kind(kind)]), found)
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
