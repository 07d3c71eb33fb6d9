"""Links in mails about a failed renewal: once, and for the days of grace, they lead to the
page on which the card is changed, without a log-in.

That page is Stripe's and shows the payer's own data, so the link is spent when it is used;
whoever needs another one has it mailed to the address that the plan is told by.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
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
    age = timezone.now() - notice.created_at
    return age < _lifetime() and cache.get(_used(notice)) is None


def use(notice: Notice) -> bool:
    """Spend a link; of two clicks at once one is told False."""
    return is_good(notice) and cache.add(
        _used(notice), 1, _lifetime().total_seconds() + 60
    )


def give_back(notice: Notice) -> None:
    """Let a link be used that led nowhere: Stripe could not be reached."""
    cache.delete(_used(notice))


def _lifetime() -> dt.timedelta:
    return dt.timedelta(days=settings.PLAN_GRACE_DAYS)


def _used(notice: Notice) -> str:
    return f"giving:card-link:{notice.pk}"


def _signer() -> Signer:
    return Signer(sep=SEPARATOR, salt="sponsors.giving.card_links")
