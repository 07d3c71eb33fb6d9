"""The group of the badge, and who may grant the badge."""

from typing import TYPE_CHECKING

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GROUP = "Verified professionals"
RIGHTS = tuple(
    f"{verb}_professionalverification" for verb in ("view", "add", "change", "delete")
)
HOLDERS = ("Administrators", "Moderators")


def grant(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    create_permissions(live_apps.get_app_config("accounts"), apps=apps, verbosity=0)
    groups = apps.get_model("auth", "Group").objects
    groups.get_or_create(name=GROUP)
    for group in groups.filter(name__in=HOLDERS):
        group.permissions.add(*_rights(apps))


def revoke(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    """The group stays: people may be in it."""
    for group in apps.get_model("auth", "Group").objects.filter(name__in=HOLDERS):
        group.permissions.remove(*_rights(apps))


def _rights(apps: "Apps") -> list:
    permissions = apps.get_model("auth", "Permission").objects
    return list(
        permissions.filter(content_type__app_label="accounts", codename__in=RIGHTS)
    )


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0005_professional_verification"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )
    operations = (migrations.RunPython(grant, revoke),)
