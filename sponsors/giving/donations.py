"""Giving: a wish is written down, then the giver is led to Stripe's payment page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sponsors import money
from sponsors.errors import AnotherWish, GivingIsOff
from sponsors.giving import checkout
from sponsors.models import Donation, Interval

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from portal.accounts.models import User

sync_session = checkout.sync_session


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a giver filled in. ``amount`` in minor units; limits are checked here again."""

    amount: int
    currency: str
    interval: str = Interval.ONCE.value
    email: str = ""
    name: str = ""
    address: str = ""
    dedication_kind: str = ""
    dedication_name: str = ""
    public_name: str = ""
    is_anonymous: bool = True
    may_be_listed_at: dt.datetime | None = None
    message: str = ""
    gift_aid: dict[str, str] | None = None


def begin(
    *,
    key: uuid.UUID,
    wish: Wish,
    user: User | None,
    success_url: str,
    cancel_url: str,
) -> str:
    """Write a wish down and return the address of its payment page.

    ``key`` comes from the form: sent twice it is one gift with one page. Raises MoneyError:
    UnknownCurrency, OutOfLimits, TooPrecise, AnotherWish, AlreadyPaid, GivingIsOff,
    PaymentPageUnreachable.
    """
    if not settings.STRIPE_SECRET_KEY:
        raise GivingIsOff
    money.check_limits(wish.amount, wish.currency)
    donation = _record(key, wish, user)
    return checkout.page(
        donation,
        title=_title(wish.interval),
        success_url=success_url,
        cancel_url=cancel_url,
        email=donation.email,
    )


@transaction.atomic
def _record(key: uuid.UUID, wish: Wish, user: User | None) -> Donation:
    """Insert the wish, or find it; the same key with another wish is refused."""
    fields: dict[str, Any] = {name: getattr(wish, name) for name in Wish.__slots__}
    fields["email"] = (user.email if user else wish.email).lower()
    donation, is_new = Donation.objects.get_or_create(
        pk=key, defaults={**fields, "user": user}
    )
    same = ("amount", "currency", "interval", "email")
    if not is_new and (
        donation.user_id != (user.pk if user else None)
        or any(getattr(donation, name) != fields[name] for name in same)
    ):
        raise AnotherWish
    return donation


def _title(interval: str) -> str:
    """Return what stands on the payment page; it names no illness."""
    if interval == Interval.MONTHLY:
        return _("Monthly gift")
    return _("Yearly gift") if interval == Interval.YEARLY else _("Gift")
