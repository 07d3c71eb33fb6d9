"""What the pages of the books need: what waits, and money and standings in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext_lazy

from sponsors import money
from sponsors.books.ledger import Status
from sponsors.books.waiting import Waiting, waiting_for

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from portal.accounts.models import User

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


@register.simple_tag
def money_waits_for(person: User) -> list[Waiting]:
    return waiting_for(person)


@register.filter
def standing_word(status: str) -> StrPromise:
    return STANDINGS[status]


@register.filter
def digits(value: int, currency: str) -> str:
    """Show minor units in a table whose heading names the currency: 1,234.50, −3.00."""
    whole, point, part = money.plain(abs(value), currency).partition(".")
    return f"{'−' if value < 0 else ''}{int(whole):,}{point}{part}"
