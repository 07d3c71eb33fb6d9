"""Lists of payments at any size; those who keep the books set goals, too."""

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

GROUPS = ("Finance", "Administrators")
RIGHTS = ("view_goal", "add_goal", "change_goal")


def _rights(apps):
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="sponsors", codename__in=RIGHTS
    )


def grant(apps, schema_editor):
    create_permissions(live_apps.get_app_config("sponsors"), apps=apps, verbosity=0)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*_rights(apps))


def revoke(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        group.permissions.remove(*_rights(apps))


class Migration(migrations.Migration):
    dependencies = (("sponsors", "0005_sponsorship_room"),)

    operations = (
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["-created_at"], name="sponsors_payment_newest"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["amount"], name="sponsors_payment_amount"),
        ),
        migrations.RunPython(grant, revoke),
    )
