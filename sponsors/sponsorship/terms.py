"""What a payment gives a sponsor: a year, counted from the day it was paid or the one before.

Called by ``sponsors.hearing.outcomes`` with the payment locked; done again it changes nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from sponsors.books.ledger import Standing, standing_of
from sponsors.giving import plan_tasks
from sponsors.models import Interval, Notice, Placement, Sponsorship
from sponsors.sponsorship import returned_money
from sponsors.telling import notices

if TYPE_CHECKING:
    from sponsors.models import Payment, Plan


def last_day(begin: dt.date) -> dt.date:
    """Return the last day of the year that begins on this day."""
    return year_later(begin) - dt.timedelta(days=1)


def year_later(day: dt.date) -> dt.date:
    """Return the same day of the next year; March 1 for February 29 (case 74)."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return dt.date(day.year + 1, 3, 1)


def follow(payment: Payment) -> None:
    """Begin the sponsorship of a payment that came; with each later one of a plan, its next year.

    A year whose money all went back ends at once, whichever was heard of first.
    """
    if payment.sponsorship_id is None:
        return
    first = Sponsorship.objects.select_for_update().get(pk=payment.sponsorship_id)
    if first.approved_at is None:
        return
    if first.paid_at is None:
        _begin(first)
    if payment.plan:
        _go_on(first, payment.plan)
    _look_at_years(first)
    first.refresh_from_db()
    payment.sponsorship = first  # as it is now, for what comes after


def is_doubted(payment: Payment, standing: Standing) -> bool:
    """Whether somebody must look at the money before anything follows from it."""
    return standing.needs_review and payment.reviewed_at is None


def _begin(sponsorship: Sponsorship) -> None:
    """Start today, or when the one it renews ends; a day set by hand stays."""
    now = timezone.now()
    if sponsorship.starts_on is None:
        sponsorship.starts_on = _first_day(sponsorship.renews, now.date())
        sponsorship.ends_on = _end(sponsorship, sponsorship.starts_on)
    sponsorship.paid_at = now
    sponsorship.save(update_fields=["paid_at", "starts_on", "ends_on"])
    notices.write(Notice.Kind.SPONSOR_PAID, str(sponsorship.pk))


def _first_day(before: Sponsorship | None, today: dt.date) -> dt.date:
    if before is None or before.ends_on is None or before.ended_at:
        return today
    following = before.ends_on + dt.timedelta(days=1)
    # Within its days of grace it was shown without a gap.
    return following if (before.last_day or today) >= today else today


def _end(sponsorship: Sponsorship, begin: dt.date) -> dt.date:
    """A plan is paid again at the hour it began, so its years hold that last day, too."""
    if sponsorship.interval == Interval.YEARLY:
        return year_later(begin)
    return last_day(begin)


def _go_on(first: Sponsorship, plan: Plan) -> None:
    """See that there is one sponsorship for each year that a plan was charged for."""
    years = chain(first)
    for payment in _charged(plan)[len(years) :]:
        years.append(_next_year(years[-1], payment))


def _look_at_years(first: Sponsorship) -> None:
    """End the years whose money went back, and only those; no plan goes on from there."""
    paid_by: dict[int, list[Standing]] = {}
    for payment in first.payments.order_by("created_at"):
        standing = standing_of(payment)
        if not is_doubted(payment, standing):
            paid_by.setdefault(year_of(payment, first).pk, []).append(standing)
    for year in chain(first):
        has_ended = returned_money.follow(year, paid_by.get(year.pk, []))
        if has_ended and (plan := plan_of(year)):
            plan_tasks.end_returned(plan, year)


def _charged(plan: Plan) -> list[Payment]:
    """Return the payments of a plan for which money came, the oldest first."""
    standings = [
        (one, standing_of(one)) for one in plan.payments.order_by("created_at")
    ]
    return [
        payment
        for payment, standing in standings
        if standing.paid > 0 and not is_doubted(payment, standing)
    ]


def year_of(payment: Payment, first: Sponsorship) -> Sponsorship:
    """Return the year that a payment paid for; payments of a plan name its first."""
    if payment.plan is None:
        return first
    paid = [one.pk for one in _charged(payment.plan)]
    years = chain(first)
    place = paid.index(payment.pk) if payment.pk in paid else 0
    return years[min(place, len(years) - 1)]


def chain(first: Sponsorship) -> list[Sponsorship]:
    """Return a sponsorship and all that renew it, one after the other."""
    found = [first]
    while following := Sponsorship.objects.filter(renews=found[-1]).first():
        found.append(following)
    return found


KEPT = (
    "sponsor",
    "tier",
    "interval",
    "approved_by",
    "logo",
    "logo_width",
    "logo_height",
    "logo_alt",
    "url",
)


def _next_year(before: Sponsorship, payment: Payment) -> Sponsorship:
    """Go on from the day the year before ends, at the price that was paid (case 71)."""
    now = timezone.now()
    # A logo that is changed at this moment is either the old one or the new one.
    before = Sponsorship.objects.select_for_update().get(pk=before.pk)
    begin = _first_day(before, now.date())
    made = Sponsorship.objects.create(
        **{name: getattr(before, name) for name in KEPT},
        renews=before,
        amount=payment.amount,
        currency=payment.currency,
        applied_at=now,
        approved_at=now,
        paid_at=now,
        starts_on=begin,
        ends_on=max(begin, year_later(before.ends_on or begin)),
    )
    Sponsorship.objects.filter(pk=before.pk).update(grace_until=None)
    Placement.objects.bulk_create(
        Placement(sponsorship=made, spot=spot)
        for spot in before.placements.values_list("spot", flat=True)
    )
    notices.write(Notice.Kind.SPONSOR_PAID, str(made.pk))
    return made


def plan_of(sponsorship: Sponsorship) -> Plan | None:
    """Return the plan that pays a sponsorship, or paid a year before it."""
    looked_at: Sponsorship | None = sponsorship
    while looked_at:
        if plan := getattr(looked_at, "plan", None):
            found: Plan = plan
            return found
        looked_at = looked_at.renews
    return None
