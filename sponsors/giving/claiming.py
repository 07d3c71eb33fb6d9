"""Gifts that were made without an account, and the account that proves they are its own.

Proof is a confirmed e-mail address: allauth lets one account only confirm an address.
Giving an address when signing up, or changing it, proves nothing. A payment page that was
only begun is no gift: anybody can type an address there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef

from sponsors.models import Donation, LedgerEntry, PaymentFact, Receipt

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

COMING = (PaymentFact.Kind.COMPLETED, PaymentFact.Kind.PROCESSING)


def unclaimed(user: User) -> QuerySet[Donation]:
    """Gifts of nobody, paid or being paid, made with an address that is proved."""
    moved = LedgerEntry.objects.filter(payment__donation=OuterRef("pk"))
    coming = PaymentFact.objects.filter(
        payment__donation=OuterRef("pk"), kind__in=COMING
    )
    return Donation.objects.filter(
        Exists(moved) | Exists(coming), user=None, email__in=_proved(user)
    )


@transaction.atomic
def claim(*, user: User) -> int:
    """Give a person the gifts made as a guest with an address that is proved to be theirs.

    Returns how many.
    """
    number = unclaimed(user).update(user=user)
    # Afterwards: a receipt that was just being issued is there by now.
    Receipt.objects.filter(user=None, email__in=_proved(user)).update(user=user)
    return number


def _proved(user: User) -> set[str]:
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in confirmed.values_list("email", flat=True)}
