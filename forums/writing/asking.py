"""Questions about a page: where they are asked, where they wait, where they can be posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from forums.errors import NotAllowed
from forums.models import Discussion

if TYPE_CHECKING:
    from articles.models import Subject
    from forums.models import Forum
    from forums.rules.access import Access


def draft_of(subject: Subject) -> str:
    """Return the name of a half-written question: by id, so that a page may be renamed."""
    return f"ask-{subject.pk}"


def forums_for(access: Access) -> list[Forum]:
    """Return the forums in which a member may open a discussion, in the order of the tree."""
    return [
        forum
        for forum in access.forums
        if forum.is_forum and access.may("can_start_new_topics", forum)
    ]


def likely_forum(subject: Subject, forums: list[Forum]) -> Forum | None:
    """Return where most discussions of the page are, else the first forum."""
    counted = (
        Discussion.objects.filter(subject=subject, topic__forum__in=forums)
        .values_list("topic__forum")
        .annotate(number=Count("pk"))
        .order_by("-number", "topic__forum")
    )
    best = counted.values_list("topic__forum", flat=True).first()
    found = (forum for forum in forums if forum.pk == best)
    return next(found, forums[0] if forums else None)


def refuse_unless_somewhere(forums: list[Forum], _access: Access) -> None:
    """Raise when there is no forum in which this member may ask."""
    if not forums:
        raise NotAllowed
