"""Moderators and administrators look after all forums; the permission editor can say otherwise."""

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GROUPS = ("Moderators", "Administrators")
RIGHTS = [
    "can_approve_posts",
    "can_edit_posts",
    "can_delete_posts",
    "can_lock_topics",
    "can_move_topics",
    "can_reply_to_locked_topics",
    "can_post_announcements",
    "can_post_stickies",
    "can_post_without_approval",
    "can_download_file",
]


def grant(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    group_rights = apps.get_model("forum_permission", "GroupForumPermission").objects
    # Machina adds its rights only after all migrations.
    rights = [
        apps.get_model("forum_permission", "ForumPermission").objects.get_or_create(
            codename=codename
        )[0]
        for codename in RIGHTS
    ]
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GROUPS):
        for right in rights:
            group_rights.get_or_create(
                group=group, permission=right, forum=None, defaults={"has_perm": True}
            )


class Migration(migrations.Migration):
    dependencies = (
        ("forums", "0002_defaults"),
        ("forum_permission", "0001_initial"),
        ("accounts", "0002_staff_groups"),
    )
    # Going back keeps the rows: an administrator may have set them.
    operations = (migrations.RunPython(grant, migrations.RunPython.noop),)
