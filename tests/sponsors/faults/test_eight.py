"""Eight identical messages at once, over HTTP, to several web servers with two workers."""

import pytest

from sponsors.models import LedgerEntry, Notice, Receipt, StripeEvent
from tests.sponsors.conftest import Till, books, statuses
from tests.sponsors.faults.processes import deliver, until
from tests.sponsors.test_races import at_once

pytestmark = pytest.mark.slow

GIFTS = 3


def test_eight_at_once_are_one_fact_one_receipt_and_one_mail(stripe, portal):
    """Case 2, as it would be met in production: four processes, two workers, real mails."""
    till = Till(stripe)
    payments = [till.begin(email=f"d{number}@example.org") for number in range(GIFTS)]
    for payment in payments:
        till.pay(payment)
    portal.serve(processes=4)
    workers = [portal.work(), portal.work()]
    waiting = stripe.webhooks()

    for webhook in waiting:
        answers = at_once(*[lambda one=webhook: deliver(portal.hook, one)] * 8)
        assert answers == [200] * 8, webhook.kind
    until(lambda: not Notice.objects.filter(sent_at=None) and statuses() == {"done"})
    until(lambda: len(portal.received()) >= GIFTS)

    assert [worker.poll() for worker in workers] == [None, None]
    assert StripeEvent.objects.count() == len(waiting)
    assert LedgerEntry.objects.count() == 2 * GIFTS
    assert Receipt.objects.count() == Notice.objects.count() == GIFTS
    told = sorted(mail.message["To"] for mail in portal.received())
    assert told == [f"d{number}@example.org" for number in range(GIFTS)]
    for payment in payments:
        assert (books(payment)["status"], books(payment)["net"]) == ("paid", 1500)
