"""Gifts without people, for measuring: a few statements write a million ledger entries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import connection

from sponsors.models import Donation, LedgerEntry, Payment

if TYPE_CHECKING:
    from collections.abc import Sequence

# A charge and its fee for each payment, a refund for every twelfth.
PER_PAYMENT = 25 / 12

GIFTS = """
INSERT INTO sponsors_donation
    (id, email, name, address, amount, currency, interval, dedication_kind,
     dedication_name, public_name, is_anonymous, message, created_at)
SELECT md5('gift' || i)::uuid, 'crowd' || i || '@example.org', '', '', 500 + i %% 9000,
       (ARRAY['usd', 'eur', 'gbp'])[1 + i %% 3], 'once', '', '', '', true, '',
       %(before)s::timestamptz - i * interval '3 minutes'
FROM generate_series(1, %(count)s) i
"""
PAYMENTS = """
INSERT INTO sponsors_payment
    (id, donation_id, method, amount, currency, session_id, payment_intent_id,
     charge_id, note, review_reason, created_at)
SELECT md5('payment' || i)::uuid, md5('gift' || i)::uuid, 'stripe', 500 + i %% 9000,
       (ARRAY['usd', 'eur', 'gbp'])[1 + i %% 3], 'cs_crowd_' || i, 'pi_crowd_' || i,
       'ch_crowd_' || i, '', '', %(before)s::timestamptz - i * interval '3 minutes'
FROM generate_series(1, %(count)s) i
"""
ENTRIES = """
INSERT INTO sponsors_ledgerentry
    (kind, stripe_id, payment_id, amount, currency, occurred_at, balance_transaction,
     settled_amount, settled_currency, created_at)
SELECT kind, prefix || i, md5('payment' || i)::uuid, sign * (500 + i %% 9000) / part,
       (ARRAY['usd', 'eur', 'gbp'])[1 + i %% 3],
       %(before)s::timestamptz - i * interval '3 minutes',
       CASE kind WHEN 'fee' THEN prefix || i ELSE '' END,
       CASE kind WHEN 'fee' THEN 500 + i %% 9000 END,
       CASE kind WHEN 'fee' THEN 'usd' ELSE '' END, now()
FROM generate_series(1, %(count)s) i,
     (VALUES ('charge', 'ch_crowd_', 1, 1, 1), ('fee', 'txn_crowd_', -1, 30, 1),
             ('refund', 're_crowd_', -1, 1, 12)) kinds (kind, prefix, sign, part, every)
WHERE i %% every = 0
"""


def fill(entries: int, *, before: dt.datetime) -> None:
    """Write this many entries, spread over years before a moment."""
    given: dict[str, int | dt.datetime] = {
        "count": int(entries / PER_PAYMENT),
        "before": before,
    }
    with connection.cursor() as cursor:
        for statement in (GIFTS, PAYMENTS, ENTRIES):
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")


def book(
    charges: Sequence[dict[str, Any]], movements: Sequence[dict[str, Any]]
) -> None:
    """Write into the books what the local Stripe was seeded with."""
    moved = {one["source"]: one for one in movements}
    gifts, payments, entries = [], [], []
    for charge in charges:
        money = {"amount": charge["amount"], "currency": charge["currency"]}
        gifts.append(Donation(**money))
        payment = Payment(donation=gifts[-1], charge_id=charge["id"], **money)
        payments.append(payment)
        movement = moved[charge["id"]]
        at = dt.datetime.fromtimestamp(charge["created"], dt.UTC)
        entries += [
            LedgerEntry(
                payment=payment,
                kind="charge",
                stripe_id=charge["id"],
                occurred_at=at,
                **money,
            ),
            LedgerEntry(
                payment=payment,
                kind="fee",
                stripe_id=movement["id"],
                amount=-movement["fee"],
                currency=movement["currency"],
                occurred_at=at,
                balance_transaction=movement["id"],
                settled_amount=movement["amount"],
                settled_currency=movement["currency"],
            ),
        ]
    Donation.objects.bulk_create(gifts, batch_size=2000)
    Payment.objects.bulk_create(payments, batch_size=2000)
    LedgerEntry.objects.bulk_create(entries, batch_size=2000)
