"""What templates need to ask for gifts, and to show money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from portal.accounts.models import User
from sponsors import money
from sponsors.books.ledger import Status, standing_of
from sponsors.giving import goals, plans, presets
from sponsors.papers import tax_years
from sponsors.sponsorship import contacts, firewall, placements

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrPromise

    from sponsors.models import Payment, Plan, Receipt

register = template.Library()


@register.filter
def amount(value: int, currency: str) -> str:
    """Show minor units for people: ``{{ gift.amount|amount:gift.currency }}`` → $15.00."""
    return money.show(value, currency)


@register.filter
def short_amount(value: int, currency: str) -> str:
    """The same without decimals that are all zero: $15."""
    return presets.short(value, currency)


@register.filter
def day(moment: dt.datetime | None) -> dt.date | None:
    """Return the day of a moment as papers name it: ``{{ plan.ended_at|day|date }}``."""
    return tax_years.day(moment) if moment else None


@register.simple_tag
def day_of(payment: Payment) -> dt.date:
    """Return the day that the receipt names; no query if the entries are prefetched."""
    return tax_years.day_of(payment)


@register.simple_tag
def day_now() -> dt.date:
    return tax_years.day(timezone.now())


@register.simple_tag
def giving_goal() -> goals.Progress | None:
    """Return the goal and how far it is; the same for everybody and up to a minute old."""
    return goals.progress()


STANDINGS: dict[str, StrPromise] = {
    Status.CREATED: gettext_lazy("not paid yet"),
    Status.PROCESSING: gettext_lazy("your bank is at work"),
    Status.PAID: gettext_lazy("arrived"),
    Status.PARTIALLY_REFUNDED: gettext_lazy("partly given back"),
    Status.REFUNDED: gettext_lazy("given back"),
    Status.DISPUTED: gettext_lazy("being looked at by your bank"),
    Status.LOST: gettext_lazy("taken back by your bank"),
    Status.FAILED: gettext_lazy("did not go through"),
    Status.EXPIRED: gettext_lazy("not paid"),
}
PAUSED = gettext_lazy("paused, nothing was taken")


@register.simple_tag
def standing_words(payment: Payment) -> StrPromise:
    """Say how a payment stands; no query if its facts and entries are prefetched."""
    status = standing_of(payment).status
    if status is Status.EXPIRED and plans.was_paused(payment):
        return PAUSED
    return STANDINGS[status]


@register.simple_tag
def plan_words(plan: Plan) -> str:
    """Say in one sentence what a plan does next."""
    end, ended = day(plan.current_period_end), day(plan.ended_at)
    until = {"day": date_format(end) if end else ""}
    if ended:
        return gettext("Ended on %(day)s.") % {"day": date_format(ended)}
    if plan.cancel_at_period_end:
        return (
            gettext(
                "Stopped: no more money is taken. Until %(day)s you can take this back."
            )
            % until
        )
    if plan.paused_at:
        return gettext("Paused: no money is taken until you go on.")
    if plan.past_due_since:
        return gettext(
            "The last payment did not go through. We try again by ourselves within a few "
            "days; you can change the card before that."
        )
    return gettext("Next payment on %(day)s.") % until


@register.simple_tag
def current_receipt(payment: Payment) -> Receipt | None:
    """Return the receipt that holds, or the last one that was voided."""
    receipts = list(payment.receipts.all())
    valid = [receipt for receipt in receipts if receipt.voided_at is None]
    found = valid or receipts
    return found[-1] if found else None


@register.simple_tag
def sponsor_logos(spot: str) -> list[placements.Logo]:
    """Return the logos for a place on a page ("home", "footer"), and count that they are shown."""
    return placements.shown(spot)


@register.simple_tag
def acts_for_sponsor(user: User | AnonymousUser) -> bool:
    """Whether somebody acts for a sponsor: one query a page, none for who is not logged in."""
    if not isinstance(user, User):
        return False
    if not hasattr(user, "acts_for_sponsor"):
        user.acts_for_sponsor = contacts.acts(user)  # type: ignore[attr-defined]  # kept with them
    return bool(user.acts_for_sponsor)  # type: ignore[attr-defined]  # ditto


@register.simple_tag(name="firewall")
def firewall_now() -> firewall.Wall:
    """Look at the wall between money and text as it is this moment."""
    return firewall.look()
