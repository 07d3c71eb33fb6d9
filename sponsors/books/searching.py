"""Finding payments by what somebody has in hand: an address, an id, an amount, a date."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from sponsors import money
from sponsors.errors import MoneyError
from sponsors.giving import unlisting
from sponsors.models import LedgerEntry, Payment
from sponsors.papers import tax_years

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 1000  # of one address; each look-up goes by an index of its own
OF_EMAIL = (
    "donation__email",
    "donation__user__email",
    "receipts__email",
    "sponsorship__sponsor__contacts__email",
)
OF_PREFIX = {
    "cs": ("session_id",),
    "pi": ("payment_intent_id",),
    "ch": ("charge_id", "entries__stripe_id"),
    "py": ("charge_id", "entries__stripe_id"),
    "in": ("invoice_id",),
    "sub": ("plan__subscription_id",),
    "cus": ("plan__customer_id",),
    "re": ("refunds__remote_id",),
    "pyr": ("refunds__remote_id",),
    "du": ("disputes__remote_id",),
    "dp": ("disputes__remote_id",),
    "txn": ("entries__balance_transaction",),
}
RECEIPT = re.compile(r"(?P<year>[0-9]{4})-(?P<number>[0-9]{6,9})")
DAY = dt.timedelta(days=1)


def search(payments: QuerySet[Payment], typed: str) -> QuerySet[Payment]:
    """Return the payments that all of the typed words speak of."""
    for word in typed.replace("\x00", "").split()[:8]:
        payments = payments.filter(_about(word))
    return payments


def _about(word: str) -> Q:
    if "@" in word:
        return _any_of(OF_EMAIL, word.lower())
    if names := OF_PREFIX.get(word.partition("_")[0]):
        return _any_of(names, word)
    if match := RECEIPT.fullmatch(word):
        found = Payment.objects.filter(
            receipts__year=match["year"], receipts__number=match["number"]
        )
        return Q(pk__in=list(found.values_list("pk", flat=True)))
    return _day(word) or _key(word) or _amount(word) or _listed(word)


def _any_of(names: tuple[str, ...], value: str) -> Q:
    found: set[uuid.UUID] = set()
    for name in names:
        rows = Payment.objects.filter(**{name: value})
        if name == "entries__stripe_id":
            # The index begins with the kind.
            kinds = LedgerEntry.Kind.values
            rows = Payment.objects.filter(
                entries__stripe_id=value, entries__kind__in=kinds
            )
        found.update(rows.order_by().values_list("pk", flat=True)[:MOST])
    return Q(pk__in=found)


def _day(word: str) -> Q | None:
    """Read a day as receipts name it: of payments begun on it, or whose money came then."""
    try:
        day = dt.datetime.strptime(word, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
        begin, end = tax_years.midnight(day), tax_years.midnight(day + DAY)
    except (ValueError, OverflowError):
        return None
    begun = Q(created_at__gte=begin, created_at__lt=end)
    came = LedgerEntry.objects.filter(
        kind__in=tax_years.MONEY_CAME, occurred_at__gte=begin, occurred_at__lt=end
    ).exclude(payment__created_at__gte=begin, payment__created_at__lt=end)
    return begun | Q(pk__in=list(came.values_list("payment", flat=True)[:MOST]))


def _key(word: str) -> Q | None:
    try:
        return Q(pk=uuid.UUID(word))
    except ValueError:
        return None


def _amount(word: str) -> Q | None:
    """Read 15, 15.00 or 15,00 in each currency that is taken."""
    wanted = Q()
    for currency in settings.GIVING_LIMITS:
        try:
            amount = money.parse(word.lstrip("$€£¥"), currency)
        except MoneyError:
            continue
        wanted |= Q(amount=amount, currency=currency)
    return wanted or None


def _listed(word: str) -> Q:
    """Look among the names on the page of donors; other words find nothing."""
    named = unlisting.listed().filter(public_name__icontains=word).order_by()
    return Q(donation__in=list(named.values_list("pk", flat=True)[:MOST]))
