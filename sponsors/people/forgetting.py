"""Forgetting what events said about people."""

import datetime as dt

from django.utils import timezone

from sponsors.models import StripeEvent

BODIES_KEPT_FOR = dt.timedelta(days=90)
# Stands with gifts of people who left, so that nothing Stripe tells later names them again.
NOBODY = "somebody-who-left@former.invalid"


def forget_bodies() -> None:
    """Blank what events said once nobody needs it: it holds people's addresses."""
    old = StripeEvent.objects.filter(
        received_at__lt=timezone.now() - BODIES_KEPT_FOR
    ).exclude(status=StripeEvent.Status.NEW)
    old.exclude(body=b"").update(body=b"")


def forget_address(email: str) -> None:
    """Blank the bodies that name an address, for somebody who leaves."""
    StripeEvent.objects.exclude(status=StripeEvent.Status.NEW).extra(
        where=["position(%s in lower(convert_from(body, 'UTF8'))) > 0"],
        params=[email.lower()],
    ).update(body=b"")
