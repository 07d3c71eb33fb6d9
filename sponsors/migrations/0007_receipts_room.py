"""Invoices for sponsors, kept by the database itself, and more that people are told."""

import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# Only voiding, sending and reprinting change an invoice; nothing deletes it.
NEVER_CHANGES = (
    "year", "number", "payment_id", "amount", "vat", "currency", "frozen", "issued_at",
)  # fmt: skip
KEEP = f"""
CREATE FUNCTION sponsors_invoice_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({", ".join(f"NEW.{name}" for name in NEVER_CHANGES)})
        IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in NEVER_CHANGES)})
        OR OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at
        OR OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at
    THEN
        RAISE EXCEPTION 'sponsors_invoice: this never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sponsors_invoice_freeze BEFORE UPDATE ON sponsors_invoice
    FOR EACH ROW EXECUTE FUNCTION sponsors_invoice_freeze();
CREATE TRIGGER sponsors_invoice_no_delete BEFORE DELETE ON sponsors_invoice
    FOR EACH ROW EXECUTE FUNCTION sponsors_refuse();
CREATE TRIGGER sponsors_invoice_keep BEFORE TRUNCATE ON sponsors_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION sponsors_refuse();
"""


def grant(apps, schema_editor):
    create_permissions(live_apps.get_app_config("sponsors"), apps=apps, verbosity=0)
    right = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="sponsors", codename="view_invoice"
    )
    for group in apps.get_model("auth", "Group").objects.filter(
        name__in=("Finance", "Administrators")
    ):
        group.permissions.add(*right)


class Migration(migrations.Migration):
    dependencies = [
        ("sponsors", "0006_books"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvoiceSeries",
            fields=[
                (
                    "year",
                    models.PositiveSmallIntegerField(primary_key=True, serialize=False),
                ),
                ("last_number", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "receipt"),
                    ("receipt_void", "receipt is void"),
                    ("refunded", "money went back"),
                    ("payment_failed", "payment failed"),
                    ("plan_begun", "plan began"),
                    ("renewal_failed", "renewal failed"),
                    ("plan_changed", "plan takes another amount"),
                    ("plan_paused", "plan is paused"),
                    ("plan_resumed", "plan goes on"),
                    ("plan_stopped", "plan ends with its period"),
                    ("plan_ended", "plan ended"),
                    ("invoice", "invoice, for a sponsor"),
                    ("dispute", "dispute, for staff"),
                    ("fraud_warning", "fraud warning, for staff"),
                    ("review", "payment to look at, for staff"),
                    ("dead_event", "event given up, for staff"),
                    ("sponsor_new", "application of a sponsor, for staff"),
                    ("sponsor_yes", "sponsorship approved"),
                    ("sponsor_no", "sponsorship rejected"),
                    ("sponsor_paid", "sponsorship paid"),
                    ("sponsor_renew", "sponsorship ends soon"),
                    ("sponsor_end", "sponsorship ended"),
                    ("sponsor_invite", "invitation to act for a sponsor"),
                ],
                max_length=14,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "year",
                    models.PositiveSmallIntegerField(verbose_name="year of the series"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "amount",
                    models.BigIntegerField(verbose_name="amount in minor units"),
                ),
                (
                    "vat",
                    models.BigIntegerField(
                        default=0, verbose_name="VAT contained, in minor units"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("frozen", models.JSONField(default=dict, verbose_name="what it says")),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="issued",
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="first sent"
                    ),
                ),
                (
                    "reprints",
                    models.PositiveIntegerField(default=0, verbose_name="duplicates"),
                ),
                (
                    "voided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="voided"),
                ),
                (
                    "void_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="why it is void"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="sponsors.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ("-year", "-number"),
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="invoice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="sponsors.invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="sponsors_invoice_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("payment",),
                name="sponsors_invoice_one_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    ("currency__regex", "^[a-z]{3}$"),
                    ("number__gt", 0),
                    ("vat__gte", 0),
                ),
                name="sponsors_invoice_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("void_reason", ""), ("voided_at__isnull", True)),
                    models.Q(
                        ("voided_at__isnull", False),
                        models.Q(("void_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sponsors_invoice_void_for_a_reason",
            ),
        ),
        migrations.RunSQL(KEEP, "DROP FUNCTION sponsors_invoice_freeze() CASCADE;"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
