"""kill -9 at every boundary: after the sweep and the reconciliation the books are right."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from sponsors.books import reconcile
from sponsors.hearing import event_reading
from sponsors.models import Notice, Receipt, StripeEvent
from tests.databases import url_of_this_database
from tests.sponsors.conftest import Till, books, statuses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PLACES = [
    "before the inbox",
    "after the inbox",
    "inside the transaction",
    "before the commit",
    "before the mail",
]


def run_and_die(place, body, tmp_path):
    """Handle an event in another process that is killed; return when it is dead."""
    file = tmp_path / "event.json"
    file.write_bytes(body)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": url_of_this_database(),
        "STRIPE_SECRET_KEY": django_settings.STRIPE_SECRET_KEY,
        "STRIPE_API_BASE": django_settings.STRIPE_API_BASE,
        "STRIPE_WEBHOOK_SECRETS": django_settings.STRIPE_WEBHOOK_SECRETS[0],
    }
    command = [sys.executable, "-m", "tests.sponsors.killed", place, str(file)]
    done = subprocess.run(
        command, env=environment, capture_output=True, check=False, timeout=600
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("place", PLACES)
def test_books_are_right_after_a_kill(stripe, place, tmp_path):
    """Cases 27 to 30."""
    till = Till(stripe)
    payment = till.begin()
    till.pay(payment)
    waiting = {one.kind: one for one in stripe.webhooks()}

    run_and_die(place, waiting["charge.succeeded"].body, tmp_path)

    if place != "before the mail":
        assert not books(payment)["entries"]
    event_reading.read_all_new()
    report = reconcile.run()

    found = books(payment)
    assert (found["status"], found["receipts"]) == ("paid", [1500])
    assert [kind for kind, *_ in found["entries"]] == ["charge", "fee"]
    assert report.differences == []
    assert Receipt.objects.count() == 1
    assert Notice.objects.filter(kind="receipt").count() == 1
    assert statuses() == {"done"}
    assert StripeEvent.objects.filter(type="charge.succeeded").count() == 1
