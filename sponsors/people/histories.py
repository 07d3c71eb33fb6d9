"""What a member gave, as their own page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import TruncDay

from sponsors.models import LedgerEntry, Payment, PaymentFact, Receipt
from sponsors.papers import tax_years

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


def gifts_of(user: User) -> QuerySet[Payment]:
    """Payments of a member's gifts, newest first, with all that a row shows.

    Pages that were opened and left are no gifts.
    """
    moved = LedgerEntry.objects.filter(payment=OuterRef("pk"))
    happened = PaymentFact.objects.filter(payment=OuterRef("pk")).exclude(
        kind__in=(PaymentFact.Kind.EXPIRED, PaymentFact.Kind.DECLINED)
    )
    receipts = Receipt.objects.order_by("pk")
    return (
        Payment.objects.filter(
            Exists(moved) | Exists(happened) | Q(plan__subscription_id__isnull=False),
            donation__user=user,
        )
        .select_related("donation", "plan")
        .prefetch_related("facts", "entries", Prefetch("receipts", queryset=receipts))
        .order_by("-created_at", "pk")
    )


def years_of(user: User) -> list[int]:
    """Return the tax years in which money of a member arrived, newest first."""
    arrived = LedgerEntry.objects.filter(
        payment__donation__user=user,
        kind__in=(LedgerEntry.Kind.CHARGE, LedgerEntry.Kind.OFFLINE),
    )
    days = arrived.annotate(
        day=TruncDay("occurred_at", tzinfo=settings.ORGANIZATION_TIME_ZONE)
    ).order_by()
    found = days.values_list("day", flat=True).distinct()
    return sorted({tax_years.of(day) for day in found}, reverse=True)
