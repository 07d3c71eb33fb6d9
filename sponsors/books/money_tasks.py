"""Jobs that keep the books in step with Stripe while nobody looks."""

import logging

from django.conf import settings

from portal import jobs
from sponsors.books import closing, ledger, reconcile
from sponsors.giving import checkout

log = logging.getLogger(__name__)


@jobs.every("7 * * * *")
def sweep_left_payments() -> None:
    if settings.STRIPE_SECRET_KEY:
        checkout.sweep_left()


@jobs.every("23 * * * *")
def compact_totals() -> None:
    ledger.compact_totals()


@jobs.every("47 3 * * *")
def reconcile_with_stripe() -> None:
    """Find and repair what webhooks missed; what stays different is an error in the log."""
    if settings.STRIPE_SECRET_KEY:
        for difference in reconcile.run().differences:
            log.error("Books: %s", difference)


@jobs.every("31 4 * * *")
def close_months() -> None:
    """Show in the open books what has been over for some days (after the reconciliation)."""
    closing.close()
