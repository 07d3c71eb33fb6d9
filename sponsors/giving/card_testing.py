"""Against those who try stolen cards with small gifts: limits, slowing down, an alarm.

Each payment page is begun here; what is declined there comes back as facts
(``sponsors.giving.declined``). Nobody is told which limit it was.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from portal import jobs
from sponsors.giving import browsers, declined
from sponsors.models import Cursor

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)

AGAIN_AFTER = dt.timedelta(hours=6)
ALARM = "card_testing_alarm"


def allows(request: HttpRequest, *, email: str) -> bool:
    """Whether a payment page may be begun from this network address, browser and person.

    ``email`` is what a guest typed; a member is known by the account.
    """
    if not request.session.session_key:
        request.session.create()
    user = browsers.giver(request)
    person = f"{email.lower()} {declined.address(request)}"
    if user:
        person = f"member {user.pk}"
    return (
        ratelimit.consume(request, action="give_address")
        and ratelimit.consume(
            request, action="give_session", key=request.session.session_key
        )
        and ratelimit.consume(request, action="give_person", key=person)
        and not declined.are_too_many(
            request, user=user, email=email, gifts=browsers.gifts(request)
        )
        and (
            not declined.is_under_attack()
            or ratelimit.consume(request, action="give_slowly")
        )
    )


@jobs.every("*/5 * * * *")
def watch() -> None:
    """Tell finance, at most every six hours, that cards are being tried."""
    number = declined.of_all()
    if number < declined.MOST_OF_ALL or not _may_alarm():
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
