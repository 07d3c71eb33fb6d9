"""The four staff roles; the apps that own rights give them to these groups."""

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STAFF_GROUPS = ("Editors", "Reviewers", "Moderators", "Administrators")


def create_groups(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    Group = apps.get_model("auth", "Group")
    for name in STAFF_GROUPS:
        Group.objects.get_or_create(name=name)


def keep_groups(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    """Going back removes no group: people may have been put into them."""


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(create_groups, keep_groups),)
