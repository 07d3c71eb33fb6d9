"""What follows from how a payment stands; done again it changes nothing."""

from __future__ import annotations

from sponsors.books.ledger import Standing, Status, standing_of
from sponsors.giving import declined, duplicates, plan_tasks
from sponsors.models import Notice, Payment
from sponsors.papers import invoices, receipts
from sponsors.sponsorship import terms
from sponsors.telling import notices

SETTLED = frozenset(
    {Status.PAID, Status.PARTIALLY_REFUNDED, Status.REFUNDED, Status.LOST}
)


def follow(payment: Payment) -> None:
    """Issue or void the receipt, tell people, begin or end the sponsorship; payment is locked.

    A page on which card after card is declined is closed; a plan that never came to be paid
    is ended.
    """
    standing = standing_of(payment)
    if standing.net > 0:
        duplicates.flag(payment)
    if payment.review_reason and payment.reviewed_at is None:
        notices.write(Notice.Kind.REVIEW, str(payment.pk), payment=payment)
    if standing.status is Status.CREATED:
        declined.follow(payment)
    if standing.status is Status.FAILED:
        notices.write(Notice.Kind.PAYMENT_FAILED, str(payment.pk), payment=payment)
        plan_tasks.end_unpaid(payment)
    has_come = standing.paid > 0 or standing.is_paid
    if has_come and not terms.is_doubted(payment, standing):
        terms.follow(payment)
    _paper(payment, standing)


def _paper(payment: Payment, standing: Standing) -> None:
    """Money that is doubted gets no paper, but keeps one while a dispute is open."""
    series = receipts if payment.donation_id else invoices
    is_doubted = terms.is_doubted(payment, standing)
    if standing.status is Status.LOST and is_doubted:
        series.keep_right(payment, 0, standing.currency)
    elif standing.status in SETTLED and not is_doubted:
        series.keep_right(payment, standing.net, standing.currency)
