"""What the pages of the books need: what waits, and money and standings in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.books.ledger import Status
from sponsors.books.waiting import UNANSWERED, Waiting, waiting_for

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext import StrPromise

    from portal.accounts.models import User
    from sponsors.models import Dispute, Refund

register = template.Library()

# For those who keep the books; donors are told in other words.
STANDINGS: dict[str, StrPromise] = {
    Status.CREATED: gettext_lazy("begun, not paid"),
    Status.PROCESSING: gettext_lazy("at the bank"),
    Status.PAID: gettext_lazy("paid"),
    Status.PARTIALLY_REFUNDED: gettext_lazy("partly refunded"),
    Status.REFUNDED: gettext_lazy("refunded"),
    Status.DISPUTED: gettext_lazy("disputed"),
    Status.LOST: gettext_lazy("lost by a dispute"),
    Status.FAILED: gettext_lazy("refused by the bank"),
    Status.EXPIRED: gettext_lazy("left unpaid"),
}

# Stripe's words for it in ours.
REFUNDS: dict[str, StrPromise] = {
    "": gettext_lazy("on its way to Stripe"),
    "pending": gettext_lazy("on its way to the bank"),
    "requires_action": gettext_lazy("Stripe needs something, see its Dashboard"),
    "succeeded": gettext_lazy("the money went back"),
    "failed": gettext_lazy("failed: the money is still here"),
    "canceled": gettext_lazy("canceled"),
}
DISPUTES: dict[str, StrPromise] = {
    "needs_response": gettext_lazy("waits for our answer"),
    "under_review": gettext_lazy("the bank decides"),
    "won": gettext_lazy("won: the money stays"),
    "lost": gettext_lazy("lost: the money is gone"),
    "warning_needs_response": gettext_lazy("an inquiry, waits for our answer"),
    "warning_under_review": gettext_lazy("an inquiry, the bank decides"),
    "warning_closed": gettext_lazy("an inquiry, closed"),
    "appeal_needs_response": gettext_lazy("an appeal, waits for our answer"),
    "appeal_under_review": gettext_lazy("an appeal, the bank decides"),
    "prevented": gettext_lazy("prevented"),
}


@register.simple_tag
def money_waits_for(person: User) -> list[Waiting]:
    return waiting_for(person)


@register.filter
def standing_word(status: str) -> StrPromise:
    return STANDINGS[status]


@register.filter
def refund_words(refund: Refund) -> str:
    """Say how far a refund is."""
    if refund.rejected_at:
        return _("rejected")
    if refund.needs_approval and not refund.approved_at:
        return _("waiting for a second person")
    return str(REFUNDS.get(refund.status, refund.status))


@register.filter
def dispute_words(dispute: Dispute) -> str:
    return str(DISPUTES.get(dispute.status, dispute.status))


@register.filter
def answer_until(dispute: Dispute) -> dt.datetime | None:
    """Return until when an answer is due, None if none is."""
    return dispute.due_by if dispute.status in UNANSWERED else None


@register.filter
def may_still_be_refunded(dispute: Dispute) -> bool:
    """Whether a bank asks, and takes nothing any more once all was given back."""
    return dispute.is_refundable and dispute.status in UNANSWERED


@register.filter
def digits(value: int, currency: str) -> str:
    """Show minor units in a table whose heading names the currency: 1,234.50, −3.00."""
    return money.grouped(value, currency)
