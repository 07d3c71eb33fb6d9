"""Links in mails about a failed renewal: once, and for the days of grace, they lead to the
page on which the card is changed, without a log-in.

That page is Stripe's and shows the payer's own data, so the link is spent when it is used;
whoever needs another one has it mailed to the address that the plan is told by.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from sponsors.giving.links import SEPARATOR, UnknownLink
from sponsors.models import Notice

if TYPE_CHECKING:
    from sponsors.models import Plan

FAILED = Notice.Kind.RENEWAL_FAILED


def address(notice: Notice) -> str:
    """Return the full address for the mail that a notice becomes."""
    token = _signer().sign(str(notice.pk))
    return f"{settings.SITE_URL}{reverse('sponsors:plan_card', args=[token])}"


def read(token: str) -> tuple[Notice, Plan]:
    """Return what a link is about; raise UnknownLink if it was not made by ``address``."""
    notices_of_plans = Notice.objects.filter(kind=FAILED, plan__donation__isnull=False)
    try:
        notice = notices_of_plans.select_related("plan__donation").get(
            pk=int(_signer().unsign(token))
        )
    except (BadSignature, ValueError, Notice.DoesNotExist) as problem:
        raise UnknownLink from problem
    if notice.plan is None:
        raise UnknownLink
    return notice, notice.plan


def is_needed(plan: Plan) -> bool:
    return plan.past_due_since is not None and plan.ended_at is None


def is_good(notice: Notice) -> bool:
    """Whether the link was not used yet and is not too old."""
    lifetime = dt.timedelta(days=settings.PLAN_GRACE_DAYS)
    return notice.link_used_at is None and timezone.now() < notice.created_at + lifetime


def use(notice: Notice) -> bool:
    """Spend a link; of two clicks at once one is told False."""
    if not is_good(notice):
        return False
    unused = Notice.objects.filter(pk=notice.pk, link_used_at=None)
    is_first = unused.update(link_used_at=timezone.now()) == 1
    notice.refresh_from_db(fields=["link_used_at"])
    return is_first


def give_back(notice: Notice) -> None:
    """Let a link be used that led nowhere: Stripe could not be reached."""
    notice.link_used_at = None
    notice.save(update_fields=["link_used_at"])


def _signer() -> Signer:
    return Signer(sep=SEPARATOR, salt="sponsors.card_links")
