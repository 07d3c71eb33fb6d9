"""Links in mails about a plan: they can stop or pause that plan, and nothing else.

A link names the number of the plan, signed: nothing of the person. It does not grow old:
somebody may look for the last mail a year later, and all it can do is to end payments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from sponsors.models import Plan

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEPARATOR = "."


class UnknownLink(Exception):
    """The link was not made here, or lost a piece on its way."""


def token_of(plan_id: int) -> str:
    return _signer().sign(str(plan_id))


def plan_address(plan_id: int) -> str:
    """Return the full address of the page that stops or pauses a plan, for a mail."""
    return (
        f"{settings.SITE_URL}{reverse('sponsors:plan_link', args=[token_of(plan_id)])}"
    )


def to_stop(plan: Plan | None) -> str:
    """Return that address for a mail, "" where no payment is left to be stopped."""
    if plan is None or plan.ended_at or plan.cancel_at_period_end:
        return ""
    return plan_address(plan.pk)


def read(token: str, plans: QuerySet[Plan] | None = None) -> Plan:
    """Return the plan of a link; raise UnknownLink if it was not made by ``token_of``."""
    found = Plan.objects.all() if plans is None else plans
    try:
        return found.get(pk=int(_signer().unsign(token)))
    except (BadSignature, ValueError, Plan.DoesNotExist) as problem:
        raise UnknownLink from problem


def _signer() -> Signer:
    return Signer(sep=SEPARATOR, salt="sponsors.links")
