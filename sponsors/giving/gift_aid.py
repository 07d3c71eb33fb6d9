"""The UK's Gift Aid declaration: asked for only where the tax scheme is the UK's.

It may be taken back at any time: no tax is claimed on what comes from that day on.

Wording: HMRC, "Gift Aid declaration for multiple donations"
(https://www.gov.uk/guidance/gift-aid-declarations-claiming-tax-back-on-donations).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from sponsors.giving import givers
from sponsors.models import Donation
from sponsors.papers import tax_wording

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from portal.accounts.models import User

UK = "uk"


def is_asked_for() -> bool:
    return settings.TAX_SCHEME == UK


def wording(recipient: str) -> str:
    """Return what a donor declares, word for word as it is kept with the gift."""
    return gettext(
        "I want to Gift Aid my donation and any donations I make in the future to "
        "%(recipient)s. I am a UK taxpayer and understand that if I pay less Income Tax "
        "and/or Capital Gains Tax than the amount of Gift Aid claimed on all my donations "
        "in that tax year it is my responsibility to pay any difference."
    ) % {"recipient": recipient}


def declaration(*, name: str, address: str) -> dict[str, str]:
    """Return a declaration as it is signed now."""
    return {
        "wording": wording(settings.ORGANIZATION_NAME),
        "name": name,
        "address": address,
        "signed_at": timezone.now().isoformat(),
    }


def declared() -> QuerySet[Donation]:
    """Return the gifts with a declaration that was not taken back."""
    return Donation.objects.filter(
        gift_aid__isnull=False, gift_aid__taken_back_at__isnull=True
    )


def of_member(user: User) -> QuerySet[Donation]:
    return declared().filter(user=user)


def of_giver(gift: Donation) -> QuerySet[Donation]:
    return declared().filter(givers.same_as_of(gift))


def covering(gift: Donation, received_on: dt.date) -> dict[str, str] | None:
    """Return the declaration that holds for a gift which came on a day, else the gift's own.

    It is the gift's own, or an earlier one of the same giver, who declared for "any donations
    I make in the future". Nobody proves the address of a gift without an account: there the
    names must not differ. A declaration on a form that was never paid is none.
    """
    if not is_asked_for() or tax_wording.holds(gift.gift_aid, received_on):
        return gift.gift_aid
    paid = Donation.objects.filter(
        givers.same_as_of(gift),
        gift_aid__isnull=False,
        payments__entries__isnull=False,
    )
    for earlier in paid.order_by("created_at").distinct():
        declared = earlier.gift_aid or {}
        if (
            tax_wording.holds(declared, received_on)
            and tax_wording.signed_on(declared) <= received_on
            and (gift.user_id or _is_of(declared["name"], gift.name))
        ):
            return declared
    return gift.gift_aid


def _is_of(declared_by: str, name: str) -> bool:
    return not name or name.casefold().split() == declared_by.casefold().split()


@transaction.atomic
def take_back(gifts: QuerySet[Donation]) -> int:
    """Note that declarations are taken back now; return of how many gifts."""
    now = timezone.now().isoformat()
    found = list(gifts.select_for_update(no_key=True))
    for gift in found:
        gift.gift_aid = {**(gift.gift_aid or {}), "taken_back_at": now}
        gift.save(update_fields=["gift_aid"])
    return len(found)
