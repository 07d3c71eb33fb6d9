"""The page of donors: names of people who gave and agreed to be named, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q, Sum

from sponsors.ledger import FEES
from sponsors.models import Donation, LedgerEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

ON_A_PAGE = 300


def names() -> QuerySet[Donation, str]:
    """Return the names, newest first, each once; a gift that was given back names nobody."""
    kept = (
        LedgerEntry.objects.filter(payment__donation=OuterRef("pk"))
        .exclude(kind__in=FEES)
        .order_by()
        .values("payment__donation")
        .annotate(net=Sum("amount"))
        .filter(net__gt=0)
    )
    agreed = Q(is_anonymous=False, may_be_listed_at__isnull=False) & ~Q(public_name="")
    return (
        Donation.objects.filter(agreed)
        .filter(Exists(kept))
        .order_by()
        .values("public_name")
        .annotate(newest=Max("created_at"))
        .order_by("-newest", "public_name")
        .values_list("public_name", flat=True)
    )
