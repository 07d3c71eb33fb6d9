"""Conditions that every table with money shares."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

CURRENCY = r"^[a-z]{3}$"  # ISO 4217 in the lower case that Stripe speaks


class Interval(models.TextChoices):
    ONCE = "once", _("once")
    MONTHLY = "monthly", _("every month")
    YEARLY = "yearly", _("every year")


def is_money(amount: str = "amount", currency: str = "currency") -> Q:
    """More than nothing, of a currency."""
    return Q(**{f"{amount}__gt": 0, f"{currency}__regex": CURRENCY})


def exactly_one(*names: str) -> Q:
    """One of the columns is set, the others are not."""
    first, *others = (
        Q(**{f"{other}__isnull": other != name for other in names}) for name in names
    )
    return reduce(or_, others, first)


def both_or_neither(first: str, second: str) -> Q:
    """Two facts that belong together."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )
