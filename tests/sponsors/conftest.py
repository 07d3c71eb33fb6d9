"""What tests of money share: the local Stripe, wired to the settings, and a till."""

import json
import random
from uuid import uuid4

import pytest
from django.test import Client

from sponsors.books.ledger import standing_of
from sponsors.giving import donations
from sponsors.hearing import event_reading
from sponsors.models import LedgerEntry, Notice, Payment, Receipt, StripeEvent
from sponsors.stripe_gateway import client as gateway_client

HOOK = "/hooks/stripe/"
RETURN = "http://testserver/donate/thanks/?session_id={CHECKOUT_SESSION_ID}"
CARD, DECLINED = "4242424242424242", "4000000000000002"
LATE, LATE_FAILURE = "DE89370400440532013000", "DE62370400440532013001"


def deliver(webhook, client=None):
    """Knock at the portal's door as Stripe does; return the answer."""
    return (client or Client()).post(
        HOOK,
        webhook.body,
        content_type="application/json",
        headers={"Stripe-Signature": webhook.signature},
    )


class Till:
    """Gives, pays and delivers; what it returns is read from the database again."""

    card = CARD

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def begin(self, amount=1500, currency="usd", *, key=None, user=None, **wish):
        """Fill in the form of giving; return the payment that was begun."""
        key = key or uuid4()
        wish = {"email": "donor@example.org", **wish}
        donations.begin(
            key=key,
            wish=donations.Wish(amount=amount, currency=currency, **wish),
            user=user,
            success_url=RETURN,
            cancel_url="http://testserver/donate/",
        )
        return Payment.objects.filter(donation=key).latest("created_at")

    def pay(self, payment, number=CARD):
        """Pay on Stripe's page; nobody here has heard of it yet."""
        payment.refresh_from_db()
        return self.sandbox.pay(payment.session_id, number)

    def give(self, amount=1500, currency="usd", number=CARD, **wish):
        """Begin, pay, and hear of it."""
        payment = self.begin(amount, currency, **wish)
        self.pay(payment, number)
        self.hear()
        payment.refresh_from_db()
        return payment

    def hear(self, *, order=None, copies=1):
        """Have all waiting webhooks delivered, then read."""
        waiting = list(self.sandbox.webhooks()) * copies
        if isinstance(order, random.Random):
            order.shuffle(waiting)
        elif order == "reversed":
            waiting.reverse()
        for webhook in waiting:
            assert deliver(webhook).status_code == 200, webhook.kind
        event_reading.read_all_new()
        return waiting


def books(payment):
    """Return what must be the same however often and in what order things were heard."""
    standing = standing_of(payment)
    entries = LedgerEntry.objects.filter(payment=payment)
    receipts = Receipt.objects.filter(payment=payment, voided_at=None)
    return {
        "status": str(standing.status),
        "net": standing.net,
        "entries": sorted(entries.values_list("kind", "stripe_id", "amount")),
        "receipts": list(receipts.values_list("amount", flat=True)),
    }


def statuses():
    """Return the statuses of the inbox, without those that were not for us."""
    rows = StripeEvent.objects.exclude(status="ignored")
    return set(rows.values_list("status", flat=True))


def notice_kinds():
    return sorted(Notice.objects.values_list("kind", flat=True))


@pytest.fixture
def stripe(stripe_sandbox, settings, monkeypatch):
    """The local Stripe, and the portal's settings naming it."""
    settings.STRIPE_SECRET_KEY = stripe_sandbox.secret_key
    settings.STRIPE_API_BASE = stripe_sandbox.base
    settings.STRIPE_WEBHOOK_SECRETS = [stripe_sandbox.webhook_secret]
    settings.GIVING_LIMITS = {
        "usd": (500, 2_500_000),
        "eur": (500, 2_500_000),
        "jpy": (500, 2_500_000),
        "kwd": (1000, 2_500_000),
    }
    monkeypatch.setattr(gateway_client, "WAITS", (0.01, 0.01))
    return stripe_sandbox


@pytest.fixture
def till(stripe, db):
    return Till(stripe)


def event_body(till, kind):
    """Return the JSON of the newest event of a kind, as it lies in the inbox."""
    row = StripeEvent.objects.filter(type=kind).latest("created")
    return json.loads(bytes(row.body))
