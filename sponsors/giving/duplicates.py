"""Gifts that were probably meant once: both are booked, staff look at the later one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from sponsors.books import booking
from sponsors.models import Donation, Interval, LedgerEntry, Payment
from sponsors.people import forgetting

if TYPE_CHECKING:
    from django.db.models import QuerySet

WITHIN = dt.timedelta(hours=1)
LOCKS = 0x6769  # of all advisory locks those of givers
TWICE = "Perhaps paid twice: same address and amount within an hour"
TWO_PLANS = "Perhaps begun twice: two regular gifts of one address within an hour"


def flag(payment: Payment) -> None:
    """Have staff look at a gift that was paid, if its giver paid for the same before.

    Renewals are not looked at: their first payment was. The payment must be locked.
    """
    donation = payment.donation
    if donation is None or payment.method != Payment.Method.STRIPE:
        return
    if payment.plan and payment.plan.payments.count() > 1:
        return
    _one_at_a_time(donation)
    paid = _alike(payment, donation).filter(entries__kind=LedgerEntry.Kind.CHARGE)
    # Who is looked at already is the later one, and this the first.
    if paid.filter(review_reason="").exists():
        booking.flag(payment, TWO_PLANS if payment.plan_id else TWICE)


def _one_at_a_time(donation: Donation) -> None:
    """Wait for other gifts of this giver to be committed: two tabs, one instant."""
    giver = donation.email or str(donation.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, giver])


def _alike(payment: Payment, donation: Donation) -> QuerySet[Payment]:
    """Return other payments for the same gift, or for one that its giver meant by it."""
    around = (donation.created_at - WITHIN, donation.created_at + WITHIN)
    theirs = (
        Donation.objects.filter(email=donation.email, created_at__range=around)
        .exclude(email__in=("", forgetting.NOBODY))
        .exclude(pk=donation.pk)
    )
    if payment.plan_id:
        regular = theirs.exclude(interval=Interval.ONCE)
        return Payment.objects.filter(donation__in=regular)
    same = theirs.filter(
        interval=donation.interval, amount=donation.amount, currency=donation.currency
    )
    again = Q(donation=donation) & ~Q(pk=payment.pk)
    return Payment.objects.filter(Q(donation__in=same) | again)
