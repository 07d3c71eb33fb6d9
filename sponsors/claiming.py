"""Gifts that were made without an account, and the account that proves they are its own.

Proof is a confirmed e-mail address: allauth lets one account only confirm an address.
Giving an address when signing up, or changing it, proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress

from sponsors import donations
from sponsors.models import Donation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

claim = donations.claim


def unclaimed(user: User) -> QuerySet[Donation]:
    """Gifts of nobody, made with an address that this account has confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    emails = [email.lower() for email in confirmed.values_list("email", flat=True)]
    return Donation.objects.filter(user=None, email__in=emails)
