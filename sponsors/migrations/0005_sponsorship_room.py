"""Rooms that a tier gives, changed logos, exceptions to the firewall."""

import django.db.models.deletion
import django.utils.timezone
from django.apps import apps as live_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import sponsors.models.sponsorship

FREEZE = """
CREATE OR REPLACE FUNCTION sponsors_tier_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.year, NEW.slug, NEW.name, NEW.gives, NEW.cannot_buy, NEW.amount, NEW.currency
        {new}) IS DISTINCT FROM
       (OLD.year, OLD.slug, OLD.name, OLD.gives, OLD.cannot_buy, OLD.amount, OLD.currency
        {old})
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
"""
GROUPS = ("Finance", "Administrators")
CODENAMES = ("view_firewallexception", "view_placementday")


def grant(apps, schema_editor):
    # Permissions are normally made after all migrations; here they are needed now.
    create_permissions(live_apps.get_app_config("sponsors"), apps=apps, verbosity=0)
    found = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="sponsors", codename__in=CODENAMES
    )
    for name in GROUPS:
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*found)


def keep(apps, schema_editor):
    """Going back takes no right: migration 0003 takes all of them."""


class Migration(migrations.Migration):
    dependencies = [
        ("sponsors", "0004_goal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sponsorship",
            name="logo_height",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="logo_width",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="proposed_alt",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="new logo in words"
            ),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="proposed_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="change asked for"
            ),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="proposed_logo",
            field=models.ImageField(
                blank=True,
                upload_to=sponsors.models.sponsorship.logo_path,
                verbose_name="new logo",
            ),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="proposed_url",
            field=models.URLField(blank=True, verbose_name="new address of the logo"),
        ),
        migrations.AddField(
            model_name="tier",
            name="in_footer",
            field=models.BooleanField(default=True, verbose_name="logo in the footer"),
        ),
        migrations.AddField(
            model_name="tier",
            name="on_home",
            field=models.BooleanField(
                default=True, verbose_name="logo on the front page"
            ),
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
                    ("plan_ended", "plan ended"),
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
        migrations.AlterField(
            model_name="sponsorship",
            name="logo",
            field=models.ImageField(
                blank=True,
                height_field="logo_height",
                upload_to=sponsors.models.sponsorship.logo_path,
                verbose_name="logo",
                width_field="logo_width",
            ),
        ),
        migrations.CreateModel(
            name="FirewallException",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        help_text="Everybody can read this on the page about funding.",
                        max_length=300,
                        verbose_name="reason",
                    ),
                ),
                (
                    "allowed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="allowed"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ended"),
                ),
                (
                    "allowed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="firewall_exceptions",
                        to="sponsors.sponsor",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="firewall_exceptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "exception to the firewall",
                "verbose_name_plural": "exceptions to the firewall",
                "ordering": ("-allowed_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("sponsor", "user"),
                        name="sponsors_firewallexception_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="sponsors_firewallexception_says_why",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            FREEZE.format(
                new=", NEW.on_home, NEW.in_footer", old=", OLD.on_home, OLD.in_footer"
            ),
            FREEZE.format(new="", old=""),
        ),
        migrations.RunPython(grant, keep),
    ]
