"""The days after a year in which a yearly payment is tried again, and the logo stays."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from sponsors import terms
from sponsors.models import Plan, Sponsorship


def year_of(plan: Plan) -> Sponsorship | None:
    """Return the last year that a plan paid for."""
    return terms.chain(plan.sponsorship)[-1] if plan.sponsorship else None


def follow(subscription_id: str) -> None:
    """Keep showing a sponsor whose renewal was declined, for the days of grace.

    Counted from the last day that is paid (UTC). What was promised holds though Stripe
    gives up earlier, and ends on its day by itself.
    """
    plan = Plan.objects.filter(subscription_id=subscription_id).first()
    year = year_of(plan) if plan else None
    if plan is None or year is None or year.ends_on is None or year.grace_until:
        return
    if plan.past_due_since is None or plan.ended_at or not _is_over(plan, year.ends_on):
        return
    until = year.ends_on + dt.timedelta(days=settings.PLAN_GRACE_DAYS)
    Sponsorship.objects.filter(
        pk=year.pk, ended_at=None, ends_on__lt=until, grace_until=None
    ).update(grace_until=until)


def _is_over(plan: Plan, last_paid_day: dt.date) -> bool:
    """Whether what is unpaid is the year after; Stripe's period moves on before the money."""
    period_end = plan.current_period_end
    return period_end is not None and period_end.date() > last_paid_day
