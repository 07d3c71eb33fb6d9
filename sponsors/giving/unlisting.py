"""Taking names off the page of donors: whoever agreed may change their mind, staff may help.

Done with an account, or by the link in the mail with the receipt. The link names a gift,
signed, and nothing of the person; it does not grow old, for all it can do is to hide.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from sponsors.giving import givers
from sponsors.giving.links import SEPARATOR, UnknownLink
from sponsors.models import Donation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User


def listed() -> QuerySet[Donation]:
    """Return gifts whose givers agreed to be listed, paid or not."""
    return Donation.objects.filter(may_be_listed_at__isnull=False)


def of_member(user: User) -> QuerySet[Donation]:
    return listed().filter(user=user)


def of_giver(gift: Donation) -> QuerySet[Donation]:
    """Return what is listed of the person who made a gift: by account, or by address."""
    return listed().filter(givers.same_as_of(gift))


def take_off(gifts: QuerySet[Donation]) -> int:
    """Take back the consent to be listed; return of how many gifts."""
    return gifts.update(may_be_listed_at=None)


def address(gift: Donation) -> str:
    """Return the full address for a mail, "" for a gift that is not listed."""
    if gift.may_be_listed_at is None:
        return ""
    token = _signer().sign(gift.pk.hex)
    return f"{settings.SITE_URL}{reverse('sponsors:unlist_link', args=[token])}"


def read(token: str) -> Donation:
    """Return the gift of a link; raise UnknownLink if it was not made by ``address``."""
    try:
        return Donation.objects.get(pk=uuid.UUID(_signer().unsign(token)))
    except (BadSignature, ValueError, Donation.DoesNotExist) as problem:
        raise UnknownLink from problem


def _signer() -> Signer:
    return Signer(sep=SEPARATOR, salt="sponsors.unlisting")
