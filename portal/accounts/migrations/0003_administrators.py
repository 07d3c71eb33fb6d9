"""Administrators look after accounts without being superusers."""

from typing import TYPE_CHECKING

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RIGHTS = ("view_user", "add_user", "change_user")


def grant(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    # Permissions are normally made after all migrations; here they are needed now.
    create_permissions(live_apps.get_app_config("accounts"), apps=apps, verbosity=0)
    administrators = apps.get_model("auth", "Group").objects.get(name="Administrators")
    administrators.permissions.add(*_rights(apps))


def revoke(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrators"):
        group.permissions.remove(*_rights(apps))


def _rights(apps: "Apps") -> list:
    permissions = apps.get_model("auth", "Permission").objects
    return list(
        permissions.filter(content_type__app_label="accounts", codename__in=RIGHTS)
    )


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0002_staff_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )
    operations = (migrations.RunPython(grant, revoke),)
