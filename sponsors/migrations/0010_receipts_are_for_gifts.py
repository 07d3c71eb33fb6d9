"""A receipt is for one gift: the kind for a whole year was never issued."""

import django.db.models.deletion
from django.db import migrations, models


def guard(*more: str) -> str:
    """Return the trigger that lets receipts only be voided, sent and reprinted."""
    always = (
        "year",
        "number",
        "payment_id",
        "amount",
        "currency",
        "frozen",
        "issued_at",
    )
    changed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in (*always, *more)]
    changed += [
        f"OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in ("voided_at", "sent_at")
    ]
    return f"""
CREATE OR REPLACE FUNCTION sponsors_receipt_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {" OR ".join(changed)} THEN
        RAISE EXCEPTION 'sponsors_receipt: this never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0009_exceptions_end")]

    operations = [
        migrations.RunSQL(guard(), guard("kind", "about_year")),
        migrations.RemoveConstraint("receipt", "sponsors_receipt_about_one_thing"),
        migrations.RemoveConstraint("receipt", "sponsors_receipt_one_valid"),
        migrations.AlterField(
            "receipt",
            "payment",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="sponsors.payment",
            ),
        ),
        migrations.RemoveField("receipt", "about_year"),
        migrations.RemoveField("receipt", "kind"),
        migrations.AddConstraint(
            "receipt",
            models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("payment",),
                name="sponsors_receipt_one_valid",
            ),
        ),
    ]
