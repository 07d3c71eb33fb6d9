"""The days after a year in which a yearly payment is tried again, and the logo stays."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from sponsors.models import Plan, Sponsorship
from sponsors.sponsorship import terms


def year_of(plan: Plan) -> Sponsorship | None:
    """Return the last year that a plan paid for."""
    return terms.chain(plan.sponsorship)[-1] if plan.sponsorship else None


def follow(subscription_id: str) -> None:
    """Keep showing a sponsor whose renewal was declined, for the days of grace.

    What was promised holds though Stripe gives up earlier, and ends on its day by itself.
    """
    plan = Plan.objects.filter(subscription_id=subscription_id).first()
    year = year_of(plan) if plan else None
    until = _last_day(plan) if plan else None
    if year is None or until is None:
        return
    Sponsorship.objects.filter(
        pk=year.pk, ended_at=None, ends_on__lt=until, grace_until=None
    ).update(grace_until=until)


def _last_day(plan: Plan) -> dt.date | None:
    """Return until when (UTC) a plan that owes is waited for, None for all others.

    Counted from the beginning of what is unpaid: Stripe's period moves on before the money.
    """
    if not (plan.past_due_since and plan.current_period_end) or plan.ended_at:
        return None
    end = plan.current_period_end.date()
    leap_day = (end.month, end.day) == (2, 29)
    begin = end.replace(year=end.year - 1, day=28 if leap_day else end.day)
    return begin + dt.timedelta(days=settings.PLAN_GRACE_DAYS)
