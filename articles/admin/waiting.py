"""What waits for a person at the desk, by what their role lets them do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import (
    Article,
    EvidenceStatus,
    Feedback,
    Person,
    Reference,
    Revision,
)
from portal.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True)
class Waiting:
    """So many of something, and the list that shows them."""

    count: int
    label: "StrOrPromise"
    url: str


def waiting_for(person: User) -> list[Waiting]:
    """Everything that this person can do something about; what is empty is left out."""
    found = [
        *(_for_reviewers() if person.has_perm("articles.review_article") else ()),
        *(_for_editors() if person.has_perm("articles.change_article") else ()),
        *(_messages() if person.has_perm("articles.change_feedback") else ()),
        *(_people() if person.has_perm("articles.add_disclosure") else ()),
    ]
    return [one for one in found if one.count]


def _for_reviewers() -> list[Waiting]:
    newest = Revision.objects.newest()
    return [
        Waiting(
            newest.submitted().count(),
            _("Texts waiting for a review"),
            _list("article", "waits=review"),
        ),
        Waiting(
            newest.approved().count(),
            _("Approved texts waiting to be published"),
            _list("article", "waits=publication"),
        ),
        Waiting(
            EvidenceStatus.objects.waiting().count(),
            _("Evidence statuses waiting for a second person"),
            _list("evidencestatus", "stands=waiting"),
        ),
    ]


def _for_editors() -> list[Waiting]:
    newest = Revision.objects.newest()
    today = timezone.localdate()
    late = EvidenceStatus.objects.current().filter(review_by__lt=today)
    unchecked = Reference.objects.unchecked()
    return [
        Waiting(
            (newest.drafts() | newest.sent_back()).count(),
            _("Drafts, and texts that a reviewer sent back"),
            _list("article", "waits=author"),
        ),
        Waiting(
            Article.objects.due_for_review().count(),
            _("Public pages with an overdue review"),
            _list("article", "waits=check"),
        ),
        Waiting(
            late.count(),
            _("Evidence statuses due for reassessment"),
            _list("evidencestatus", "stands=late"),
        ),
        Waiting(
            unchecked.count(),
            _("Cited works not yet checked for retractions"),
            _list("reference", "checked=no"),
        ),
    ]


def _messages() -> list[Waiting]:
    label = _("Messages from readers without an answer")
    url = _list("feedback", "answered=no")
    return [Waiting(Feedback.objects.open().count(), label, url)]


def _people() -> list[Waiting]:
    declared = Person.objects.filter(disclosures__year=timezone.localdate().year)
    missing = Person.objects.exclude(pk__in=declared.values("pk"))
    label = _("People without a declaration of interests for this year")
    return [Waiting(missing.count(), label, _list("person", "declared=no"))]


def _list(noun: str, query: str) -> str:
    return f"{reverse(f'admin:articles_{noun}_changelist')}?{query}"
