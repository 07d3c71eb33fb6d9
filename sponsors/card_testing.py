"""Against those who try stolen cards with small gifts: limits, slowing down, an alarm.

Cards are tried on Stripe's page, out of our sight; but each page is begun here, and the
declined attempts come back as facts. Nobody is told which limit it was.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from portal import jobs
from sponsors.models import Cursor, PaymentFact

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import HttpRequest

log = logging.getLogger(__name__)

WINDOW = dt.timedelta(hours=1)
MOST_OF_ONE = 6  # declined attempts in the window: somebody with an empty account has 2
MOST_OF_ALL = 40
COUNTED_FOR = 60  # seconds
AGAIN_AFTER = dt.timedelta(hours=6)
ALARM = "card_testing_alarm"


def allows(request: HttpRequest, *, email: str, gifts: Collection[str]) -> bool:
    """Whether a payment page may be begun for this address, browser and e-mail address."""
    if not request.session.session_key:
        request.session.create()
    return (
        ratelimit.consume(request, action="give_address")
        and ratelimit.consume(
            request, action="give_session", key=request.session.session_key
        )
        and ratelimit.consume(request, action="give_email", key=email.lower())
        and _declined_of(email=email, gifts=gifts) < MOST_OF_ONE
        and (not is_under_attack() or ratelimit.consume(request, action="give_slowly"))
    )


def declined() -> QuerySet[PaymentFact]:
    """Declined attempts of the last hour on payment pages; renewals are nobody's attempts."""
    return PaymentFact.objects.filter(
        kind=PaymentFact.Kind.DECLINED,
        occurred_at__gt=timezone.now() - WINDOW,
        payment__session_id__isnull=False,
    )


def _declined_of(*, email: str, gifts: Collection[str]) -> int:
    theirs = Q(payment__donation__in=gifts)
    if email:
        theirs |= Q(payment__donation__email=email.lower())
    return declined().filter(theirs).count()


def is_under_attack() -> bool:
    """Whether so many attempts are declined that everybody must go slowly."""
    number = cache.get_or_set(ALARM, _declined_of_all, COUNTED_FOR)
    return int(number or 0) >= MOST_OF_ALL


def _declined_of_all() -> int:
    return declined().count()


@jobs.every("*/5 * * * *")
def watch() -> None:
    """Tell finance, at most every six hours, that cards are being tried."""
    number = _declined_of_all()
    if number < MOST_OF_ALL or not _may_alarm():
        return
    log.error("%s card payments were declined within an hour.", number)
    send_mail(
        gettext("Many declined cards on %(site)s") % {"site": settings.SITE_NAME},
        gettext(
            "%(number)s card payments were declined within the last hour. Somebody may "
            "be trying stolen cards. New payment pages are slowed down by themselves, "
            "until it is over. Please look at Radar in Stripe’s Dashboard, and block "
            "what you find there. Payments that look wrong should be refunded soon: "
            "disputes cost a fee each."
        )
        % {"number": number},
        None,
        [settings.FINANCE_EMAIL],
    )


@transaction.atomic
def _may_alarm() -> bool:
    now = timezone.now()
    last, is_new = Cursor.objects.select_for_update().get_or_create(
        name=ALARM, defaults={"position": now}
    )
    if not is_new and last.position > now - AGAIN_AFTER:
        return False
    last.position = now
    last.save(update_fields=["position"])
    return True
