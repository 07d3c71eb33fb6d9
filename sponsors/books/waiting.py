"""What waits for those who keep the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sponsors.books import refunds
from sponsors.models import Dispute, Payment, Sponsorship, StripeEvent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portal.accounts.models import User

# Stripe's words for disputes that wait for our answer.
UNANSWERED = ("needs_response", "warning_needs_response", "appeal_needs_response")


@dataclass(frozen=True)
class Waiting:
    """So many of something, and the list that shows them."""

    count: int
    label: StrOrPromise
    url: str


def waiting_for(person: User) -> list[Waiting]:
    """Return what this person can do something about; what is empty is left out."""
    found = []
    if person.has_perm("sponsors.view_dispute"):
        due = Dispute.objects.filter(status__in=UNANSWERED).count()
        found.append(
            Waiting(due, _("Disputes to answer"), _list("dispute", "answer=due"))
        )
    if person.has_perm("sponsors.refund_payment"):
        doubted = Payment.objects.exclude(review_reason="").filter(reviewed_at=None)
        label = _("Payments to look at")
        found.append(Waiting(doubted.count(), label, _list("payment", "look=open")))
    if person.has_perm("sponsors.approve_refund"):
        asked = refunds.waiting().exclude(requested_by=person).count()
        label = _("Refunds waiting for a second person")
        found.append(Waiting(asked, label, _list("refund", "waits=approval")))
    if person.has_perm("sponsors.retry_stripeevent"):
        dead = StripeEvent.objects.filter(status=StripeEvent.Status.DEAD).count()
        label = _("Events from Stripe that could not be read")
        found.append(Waiting(dead, label, _list("stripeevent", "status__exact=dead")))
    if person.has_perm("sponsors.decide_sponsorship"):
        rows = Sponsorship.objects.all()
        asked = rows.filter(approved_at=None, rejected_at=None).count()
        label = _("Applications of sponsors to decide on")
        found.append(Waiting(asked, label, _list("sponsorship", "state=applied")))
        logos = rows.filter(proposed_at__isnull=False).count()
        label = _("New logos of sponsors to look at")
        found.append(Waiting(logos, label, _list("sponsorship", "state=logo")))
    return [one for one in found if one.count]


def _list(noun: str, query: str) -> str:
    return f"{reverse(f'admin:sponsors_{noun}_changelist')}?{query}"
