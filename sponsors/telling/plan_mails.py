"""What those who pay regularly are told about it, always with the link that ends it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from sponsors import money
from sponsors.books.ledger import Status, standing_of
from sponsors.giving import card_links, links
from sponsors.models import Notice, PaymentFact, Plan
from sponsors.papers import tax_years
from sponsors.sponsorship import grace
from sponsors.telling import emails
from sponsors.telling.emails import NobodyToTell

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Notice.Kind


def tell(template: str, notice: Notice) -> None:
    """Tell how a plan stands; the words are the template's."""
    plan = _plan(notice)
    emails.send(emails.payers(plan), template, _facts(plan))


def renewal_failed(notice: Notice) -> None:
    """Ask kindly for another card, unless the money came meanwhile."""
    plan = _plan(notice)
    if plan.ended_at or (notice.payment and standing_of(notice.payment).net > 0):
        raise NobodyToTell
    since = plan.past_due_since or notice.created_at
    until = tax_years.day(since + dt.timedelta(days=settings.PLAN_GRACE_DAYS))
    year = grace.year_of(plan)
    if year and year.grace_until:
        until = year.grace_until
    emails.send(
        emails.payers(plan),
        "renewal_failed",
        {
            **_facts(plan),
            "until": until,
            "card_link": card_links.address(notice) if plan.donation_id else "",
        },
    )


def plan_ended(notice: Notice) -> None:
    """Say good-bye: to somebody who stopped, or to somebody whose card did not work.

    Not where the bank refused the very first payment: that was told, and how to begin anew.
    """
    plan = _plan(notice)
    last = plan.payments.order_by("-created_at").first()
    if last and standing_of(last).status is Status.FAILED:
        raise NobodyToTell
    was_declined = bool(
        last
        and standing_of(last).paid == 0
        and last.facts.filter(kind=PaymentFact.Kind.DECLINED).exists()
    )
    emails.send(
        emails.payers(plan), "plan_ended", {**_facts(plan), "declined": was_declined}
    )


def _plan(notice: Notice) -> Plan:
    if notice.plan is None:
        raise NobodyToTell
    return notice.plan


def _facts(plan: Plan) -> dict[str, object]:
    return {
        "name": emails.name_of(plan),
        "plan": plan,
        "sum": money.show(plan.amount, plan.currency),
        "plan_link": links.to_stop(plan),
        "giving": emails.page("giving") if plan.donation_id else "",
        "donate": emails.page("donate") if plan.donation_id else "",
        "desk": emails.page("sponsorship", plan.sponsorship_id)
        if plan.sponsorship_id
        else "",
    }


WRITERS: dict[Notice.Kind, Callable[[Notice], None]] = {
    Kind.RENEWAL_FAILED: renewal_failed,
    Kind.PLAN_ENDED: plan_ended,
    **{
        kind: partial(tell, kind.value)
        for kind in (
            Kind.PLAN_BEGUN,
            Kind.PLAN_CHANGED,
            Kind.PLAN_PAUSED,
            Kind.PLAN_RESUMED,
            Kind.PLAN_STOPPED,
        )
    },
}
