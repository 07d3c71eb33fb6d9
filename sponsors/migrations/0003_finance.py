"""The staff who keep the books: the group Finance and its rights."""

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

FINANCE = "Finance"
SEEN = (
    "donation",
    "plan",
    "payment",
    "paymentfact",
    "refund",
    "dispute",
    "receipt",
    "ledgerentry",
    "stripeevent",
    "notice",
    "tier",
    "sponsor",
    "sponsorcontact",
    "sponsorship",
    "placement",
)
KEPT = ("tier", "sponsor", "sponsorcontact", "sponsorship", "placement")
ACTS = (
    "refund_payment",
    "approve_refund",
    "enter_payment",
    "retry_stripeevent",
    "decide_sponsorship",
)


def grant(apps, schema_editor):
    # Permissions are normally made after all migrations; here they are needed now.
    create_permissions(live_apps.get_app_config("sponsors"), apps=apps, verbosity=0)
    codenames = (
        *(f"view_{noun}" for noun in SEEN),
        *(f"{verb}_{noun}" for noun in KEPT for verb in ("add", "change")),
        *ACTS,
    )
    found = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="sponsors", codename__in=codenames
    )
    groups = apps.get_model("auth", "Group").objects
    for name in (FINANCE, "Administrators"):
        group, _created = groups.get_or_create(name=name)
        group.permissions.add(*found)


def revoke(apps, schema_editor):
    """Going back leaves the group: people may have been put into it."""
    found = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="sponsors"
    )
    for group in apps.get_model("auth", "Group").objects.all():
        group.permissions.remove(*found)


class Migration(migrations.Migration):
    dependencies = (
        ("sponsors", "0002_guards"),
        ("accounts", "0002_staff_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )

    operations = (migrations.RunPython(grant, revoke),)
