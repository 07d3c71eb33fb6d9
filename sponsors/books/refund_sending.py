"""Asking Stripe for a refund that was decided: the same one, however often it is asked."""

from __future__ import annotations

from django.utils import timezone

from sponsors import stripe_gateway
from sponsors.hearing import applying
from sponsors.models import Refund
from sponsors.remote import Refused


def send(refund_id: int) -> None:
    """Send a refund that nobody must approve any more; raises Unreachable to be tried again."""
    refund = (
        Refund.objects.select_related("payment")
        .filter(pk=refund_id, remote_id=None, rejected_at=None, status="")
        .first()
    )
    if refund is None or (refund.needs_approval and refund.approved_at is None):
        return
    asked_at = timezone.now()
    try:
        told = stripe_gateway.create_refund(
            refund_id=refund.pk,
            charge=refund.payment.charge_id or "",
            amount=refund.amount,
            reason=refund.reason,
        )
    except Refused as error:
        # Disputed, or refunded in the Dashboard meanwhile: the answer stays the same.
        Refund.objects.filter(pk=refund.pk, remote_id=None).update(
            status="failed", failure_reason=(error.code or "refused")[:200]
        )
        return
    applying.apply([stripe_gateway.bill_of(told.charge), told], asked_at=asked_at)
