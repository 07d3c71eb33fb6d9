"""What moderators and administrators may do at the desk, and about members everywhere."""

from typing import TYPE_CHECKING

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Measures against members are taken on the forum pages, which ask for add_restriction.
MODERATE = (
    ("forums", "add_restriction"),
    *(
        ("forums", f"view_{noun}")
        for noun in ("restriction", "report", "appeal", "moderationaction")
    ),
    *(
        ("forums", f"{verb}_cannedreply")
        for verb in ("view", "add", "change", "delete")
    ),
    *(
        ("forums", f"{verb}_{noun}")
        for verb in ("view", "add", "change", "delete")
        for noun in ("helpline", "watchword")
    ),
    ("forums", "view_safetycard"),
    ("forums", "change_safetycard"),
    ("forum", "view_forum"),
)
ADMINISTER = (
    *(("forum", f"{verb}_forum") for verb in ("add", "change", "delete")),
    *(
        ("forum_permission", f"{verb}_{noun}")
        for verb in ("view", "add", "change", "delete")
        for noun in ("userforumpermission", "groupforumpermission")
    ),
)
GRANTS = {
    "Moderators": MODERATE,
    "Administrators": (*MODERATE, *ADMINISTER),
}


def grant(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    for label in ("forums", "forum", "forum_permission"):
        create_permissions(live_apps.get_app_config(label), apps=apps, verbosity=0)
    for group, permissions in _granted(apps):
        group.permissions.add(*permissions)


def revoke(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    for group, permissions in _granted(apps):
        group.permissions.remove(*permissions)


def _granted(apps: "Apps") -> list:
    permissions = apps.get_model("auth", "Permission").objects
    by_name = {
        (one.content_type.app_label, one.codename): one
        for one in permissions.select_related("content_type")
    }
    groups = apps.get_model("auth", "Group").objects.filter(name__in=GRANTS)
    return [(group, [by_name[name] for name in GRANTS[group.name]]) for group in groups]


class Migration(migrations.Migration):
    dependencies = (
        ("forums", "0005_log_guard"),
        ("forum", "0001_initial"),
        ("forum_permission", "0001_initial"),
        ("accounts", "0002_staff_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )
    operations = (migrations.RunPython(grant, revoke),)
