"""What follows from how a payment stands; done again it changes nothing."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from sponsors import booking, invoices, notices, receipts, terms
from sponsors.ledger import Standing, Status, standing_of
from sponsors.models import Donation, LedgerEntry, Notice, Payment

SETTLED = frozenset({Status.PAID, Status.PARTIALLY_REFUNDED, Status.REFUNDED})
TWICE_WITHIN = dt.timedelta(hours=1)


def follow(payment: Payment) -> None:
    """Issue or void the receipt, tell people, begin the sponsorship; payment is locked."""
    standing = standing_of(payment)
    if standing.net > 0:
        _flag_duplicate(payment)
    if payment.review_reason and payment.reviewed_at is None:
        notices.write(Notice.Kind.REVIEW, str(payment.pk), payment=payment)
    if standing.status is Status.FAILED:
        notices.write(Notice.Kind.PAYMENT_FAILED, str(payment.pk), payment=payment)
    if standing.is_paid:
        terms.follow(payment)
    _paper(payment, standing)


def _paper(payment: Payment, standing: Standing) -> None:
    """Money that is doubted gets no paper, but keeps one while a dispute is open."""
    is_doubted = standing.needs_review and payment.reviewed_at is None
    if (
        standing.status in SETTLED and not is_doubted
    ) or standing.status is Status.LOST:
        series = receipts if payment.donation_id else invoices
        series.keep_right(payment, standing.net, standing.currency)


def _flag_duplicate(payment: Payment) -> None:
    """Have staff look at gifts that were probably meant once (went back, paid again)."""
    donation = payment.donation
    if donation is None or payment.method != Payment.Method.STRIPE:
        return
    began = donation.created_at
    same = Donation.objects.filter(
        ~Q(email=""),
        email=donation.email,
        interval=donation.interval,
        amount=donation.amount,
        currency=donation.currency,
        created_at__range=(began - TWICE_WITHIN, began + TWICE_WITHIN),
    ).exclude(pk=donation.pk)
    others = Payment.objects.filter(donation__in=same)
    if payment.plan_id is None:
        others |= Payment.objects.filter(donation=donation).exclude(pk=payment.pk)
    elif payment.plan and payment.plan.payments.count() > 1:
        return  # a renewal; its first payment was looked at
    if others.filter(entries__kind=LedgerEntry.Kind.CHARGE).exists():
        booking.flag(
            payment, "Perhaps paid twice: same address and amount within an hour"
        )
