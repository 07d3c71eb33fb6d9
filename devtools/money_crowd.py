"""Gifts without people, for measuring: a few statements write a million ledger entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    import datetime as dt

    from devtools.stripe_sandbox.sandbox import Sandbox

# A charge and its fee for each payment, a refund for every twelfth.
PER_PAYMENT = 25 / 12

CROWD = """
CREATE TEMPORARY TABLE crowd (
    number serial, charge text, movement text, refund text, amount bigint, fee bigint,
    currency text, at timestamptz
)
"""
INVENTED = """
INSERT INTO crowd (charge, movement, refund, amount, fee, currency, at)
SELECT 'ch_crowd_' || i, 'txn_crowd_' || i, CASE WHEN i %% 12 = 0 THEN 're_crowd_' || i END,
       500 + i %% 9000, (500 + i %% 9000) / 30, (ARRAY['usd', 'eur', 'gbp'])[1 + i %% 3],
       %s::timestamptz - i * interval '3 minutes'
FROM generate_series(1, %s) i
"""
# What the local Stripe moved: charges, as long as nothing was paid back.
MOVED = """
SELECT json_extract(body, '$.source'), id, json_extract(body, '$.amount'),
       json_extract(body, '$.fee'), json_extract(body, '$.currency'), created
FROM object WHERE kind = 'balance_transaction'
"""
SEEDED = """
INSERT INTO crowd (charge, movement, amount, fee, currency, at)
SELECT charge, movement, amount, fee, currency, to_timestamp(at)
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[])
     moved (charge, movement, amount, fee, currency, at)
"""
GIFTS = """
INSERT INTO sponsors_donation
    (id, email, name, address, amount, currency, interval, dedication_kind,
     dedication_name, public_name, is_anonymous, message, created_at)
SELECT md5('gift' || charge)::uuid, 'crowd' || number || '@example.org', '', '', amount,
       currency, 'once', '', '', '', true, '', at
FROM crowd
"""
PAYMENTS = """
INSERT INTO sponsors_payment
    (id, donation_id, method, amount, currency, session_id, payment_intent_id,
     charge_id, note, review_reason, created_at)
SELECT md5('payment' || charge)::uuid, md5('gift' || charge)::uuid, 'stripe', amount,
       currency, 'cs_' || charge, 'pi_' || charge, charge, '', '', at
FROM crowd
"""
ENTRIES = """
INSERT INTO sponsors_ledgerentry
    (kind, stripe_id, payment_id, amount, currency, occurred_at, balance_transaction,
     settled_amount, settled_currency, created_at)
SELECT kind, stripe_id, md5('payment' || charge)::uuid, sum, currency, at,
       CASE kind WHEN 'fee' THEN movement ELSE '' END,
       CASE kind WHEN 'fee' THEN amount END,
       CASE kind WHEN 'fee' THEN currency ELSE '' END, now()
FROM crowd, LATERAL (
    VALUES ('charge', charge, amount), ('fee', movement, -fee), ('refund', refund, -amount)
) moves (kind, stripe_id, sum)
WHERE stripe_id IS NOT NULL
"""


def fill(entries: int, *, before: dt.datetime) -> None:
    """Write about this many entries, spread over years before a moment."""
    _write(INVENTED, [before, int(entries / PER_PAYMENT)])


def book(sandbox: Sandbox) -> None:
    """Write into the books the charges that the local Stripe was seeded with."""
    moved = sandbox.account.store.execute(MOVED)
    _write(SEEDED, [list(column) for column in zip(*moved, strict=True)])


def _write(crowd: str, given: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CROWD)
        cursor.execute(crowd, given)
        for statement in (GIFTS, PAYMENTS, ENTRIES, "DROP TABLE crowd", "ANALYZE"):
            cursor.execute(statement)
