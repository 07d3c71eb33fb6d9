"""The page of donors: names of people who gave and agreed to be named, nothing else.

The order of the alphabet, and a day late: whoever watches the page and the goal beside each
other cannot tell from the time of a name what was given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Lower
from django.utils import timezone

from sponsors.books.ledger import FEES
from sponsors.models import Donation, LedgerEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

ON_A_PAGE = 300


def names() -> QuerySet[Donation, str]:
    """Return the names, each once; a gift that was given back names nobody."""
    kept = (
        LedgerEntry.objects.filter(payment__donation=OuterRef("pk"))
        .exclude(kind__in=FEES)
        .order_by()
        .values("payment__donation")
        .annotate(net=Sum("amount"))
        .filter(net__gt=0)
    )
    agreed = Q(is_anonymous=False, may_be_listed_at__isnull=False) & ~Q(public_name="")
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        Donation.objects.filter(agreed, Exists(kept), created_at__lt=today)
        .order_by(Lower("public_name"), "public_name")
        .values_list("public_name", flat=True)
        .distinct()
    )
