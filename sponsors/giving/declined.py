"""Cards that were declined on payment pages: who met many of them, and pages to be closed.

Cards are tried on Stripe's page, out of our sight; the declined attempts come back as facts.
Where a page was begun is kept in the cache for a day, as a keyed digest of the network address.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal import jobs
from sponsors import stripe_gateway
from sponsors.books.ledger import Status, standing_of
from sponsors.models import Payment, PaymentFact
from sponsors.remote import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from portal.accounts.models import User

Fact = PaymentFact.Kind
WINDOW = dt.timedelta(hours=1)
MOST_OF_ONE = 6  # in the window, and on one page: an empty account is noticed after 2
MOST_IN_ATTACK = 3  # on one page, while cards are being tried everywhere
MOST_OF_ADDRESS = 20  # in the window: honest crowds behind one address have few
MOST_OF_ALL = 40
COUNTED_FOR = 60  # seconds
COUNT = "card_testing_alarm"
REMEMBERED_FOR = 24 * 60 * 60  # seconds: a payment page lives as long
MOST_LOOKED_AT = 2_000


def recently() -> QuerySet[PaymentFact]:
    """Declined attempts of the last hour on payment pages; renewals are nobody's attempts."""
    return PaymentFact.objects.filter(
        kind=Fact.DECLINED,
        occurred_at__gt=timezone.now() - WINDOW,
        payment__session_id__isnull=False,
    )


def of_all() -> int:
    return recently().count()


def is_under_attack() -> bool:
    """Whether so many attempts are declined that everybody must go slowly."""
    number = cache.get_or_set(COUNT, of_all, COUNTED_FOR)
    return int(number or 0) >= MOST_OF_ALL


def remember(request: HttpRequest, gift: uuid.UUID) -> None:
    """Keep for a day from which address a gift was begun."""
    cache.set(_begun_at(gift), address(request), REMEMBERED_FOR)


def address(request: HttpRequest) -> str:
    """Return what stands for a network address (of IPv6 for its /64), and does not tell it."""
    return salted_hmac("sponsors.declined", get_ip(request)).hexdigest()[:32]


def _begun_at(gift: uuid.UUID) -> str:
    return f"giving:begun_at:{gift}"


def are_too_many(
    request: HttpRequest, *, user: User | None, email: str, gifts: Collection[str]
) -> bool:
    """Whether this person, browser or network address met too many declined cards.

    A member is known by the account. The address that a guest types proves nothing, so it
    counts only together with the network address: nobody can lock out somebody else.
    """
    theirs = Q(payment__donation__in=gifts)
    if user:
        theirs |= Q(payment__donation__user=user)
    if recently().filter(theirs).count() >= MOST_OF_ONE:
        return True
    typed = _typed_at(address(request))
    by_guest = 0 if user else typed.count(email.lower())
    return by_guest >= MOST_OF_ONE or len(typed) >= MOST_OF_ADDRESS


def _typed_at(place: str) -> list[str]:
    """Return the e-mail address of each attempt that was declined for a network address."""
    rows = recently().filter(payment__donation__isnull=False).order_by("-occurred_at")
    said = rows.values_list("payment__donation_id", "payment__donation__email")
    tries = list(said[:MOST_LOOKED_AT])
    places = cache.get_many({_begun_at(gift) for gift, _email in tries})
    return [email for gift, email in tries if places.get(_begun_at(gift)) == place]


def follow(payment: Payment) -> None:
    """Have the page closed on which card after card was declined; within a transaction."""
    if not payment.session_id:
        return
    tries = list(payment.facts.filter(kind=Fact.DECLINED).values_list("pk", flat=True))
    if len(tries) >= MOST_OF_ONE or (
        len(tries) >= MOST_IN_ATTACK and is_under_attack()
    ):
        jobs.enqueue(close_page, fact_id=tries[-1])


@jobs.task
def close_page(fact_id: int) -> None:
    """Close the payment page of a declined attempt, unless it was paid after all."""
    payment = Payment.objects.get(facts=fact_id)
    if payment.session_id and standing_of(payment).status is Status.CREATED:
        with contextlib.suppress(Refused):  # paid or closed now: its event tells
            stripe_gateway.expire_session(payment.session_id)


def met_many(payment: Payment) -> bool:
    """Whether so many cards were declined on a page that its giver should read why it closed."""
    return payment.facts.filter(kind=Fact.DECLINED).count() >= MOST_IN_ATTACK
