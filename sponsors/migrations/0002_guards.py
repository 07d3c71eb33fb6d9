"""Let the database itself keep the books.

1. Ledger entries and facts are never changed or deleted; receipts only voided, sent, reprinted.
2. What a payment is about, its amount and the ids Stripe gave it never change.
3. A tier keeps its words and price once a sponsorship of it was approved.
4. Each insert into the ledger adds to its totals.
"""

from django.db import migrations

# Tests empty all tables; their databases are named so by Django.
REFUSE = """
CREATE FUNCTION sponsors_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(table: str) -> str:
    return f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION sponsors_refuse();
CREATE TRIGGER {table}_keep BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION sponsors_refuse();
"""


def frozen(table: str, always: tuple[str, ...], once_set: tuple[str, ...] = ()) -> str:
    changed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in always]
    changed += [
        f"OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in once_set
    ]
    return f"""
CREATE FUNCTION {table}_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {" OR ".join(changed)} THEN
        RAISE EXCEPTION '{table}: this never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_freeze BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_freeze();
"""


PAYMENT = (
    "id",
    "donation_id",
    "sponsorship_id",
    "method",
    "amount",
    "currency",
    "created_at",
)
PAYMENT_ONCE = (
    "plan_id",
    "session_id",
    "payment_intent_id",
    "charge_id",
    "invoice_id",
)
RECEIPT = (
    "kind",
    "year",
    "number",
    "payment_id",
    "about_year",
    "amount",
    "currency",
    "frozen",
    "issued_at",
)
KEEP_RECEIPTS = """
CREATE TRIGGER sponsors_receipt_no_delete BEFORE DELETE ON sponsors_receipt
    FOR EACH ROW EXECUTE FUNCTION sponsors_refuse();
CREATE TRIGGER sponsors_receipt_keep BEFORE TRUNCATE ON sponsors_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION sponsors_refuse();
"""
TIER = """
CREATE FUNCTION sponsors_tier_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.year, NEW.slug, NEW.name, NEW.gives, NEW.cannot_buy, NEW.amount, NEW.currency)
        IS DISTINCT FROM
        (OLD.year, OLD.slug, OLD.name, OLD.gives, OLD.cannot_buy, OLD.amount, OLD.currency)
        AND EXISTS (
            SELECT 1 FROM sponsors_sponsorship
            WHERE tier_id = OLD.id AND approved_at IS NOT NULL
        )
    THEN
        RAISE EXCEPTION 'A tier cannot change once it was sold; make one for another year.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sponsors_tier_freeze BEFORE UPDATE ON sponsors_tier
    FOR EACH ROW EXECUTE FUNCTION sponsors_tier_freeze();
"""
TOTALS = """
CREATE FUNCTION sponsors_ledger_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sponsors_ledgertotal (month, currency, kind, amount, entries)
    SELECT date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date,
           currency, kind, sum(amount), count(*)
    FROM added GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER sponsors_ledger_count AFTER INSERT ON sponsors_ledgerentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sponsors_ledger_count();
"""
FUNCTIONS = (
    "sponsors_ledger_count",
    "sponsors_tier_freeze",
    "sponsors_receipt_freeze",
    "sponsors_payment_freeze",
    "sponsors_refuse",
)


class Migration(migrations.Migration):
    dependencies = (("sponsors", "0001_initial"),)

    operations = (
        migrations.RunSQL(
            REFUSE
            + append_only("sponsors_ledgerentry")
            + append_only("sponsors_paymentfact")
            + KEEP_RECEIPTS
            + frozen("sponsors_payment", PAYMENT, PAYMENT_ONCE)
            + frozen("sponsors_receipt", RECEIPT, ("voided_at", "sent_at"))
            + TIER
            + TOTALS,
            "".join(f"DROP FUNCTION {name}() CASCADE;" for name in FUNCTIONS),
        ),
    )
