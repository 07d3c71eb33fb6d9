"""What each staff group may do with pages: editors write, reviewers judge."""

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITE = (
    "subject",
    "subjectrelation",
    "oldslug",
    "term",
    "evidencestatus",
    "article",
    "revision",
    "reference",
    "referencerelation",
    "figure",
    "pageimport",
)
PEOPLE = ("person", "disclosure")

GRANTS = {
    "Editors": (
        *(f"{verb}_{noun}" for noun in WRITE for verb in ("view", "add", "change")),
        *(f"view_{noun}" for noun in PEOPLE),
        "view_feedback",
        "change_feedback",
    ),
    "Reviewers": (
        *(f"view_{noun}" for noun in (*WRITE, *PEOPLE)),
        "review_article",
        "view_feedback",
        "change_feedback",
    ),
    "Administrators": (
        *(
            f"{verb}_{noun}"
            for noun in (*WRITE, *PEOPLE)
            for verb in ("view", "add", "change")
        ),
        *(
            f"delete_{noun}"
            for noun in ("subjectrelation", "oldslug", "term", "referencerelation")
        ),
        "review_article",
        "view_feedback",
        "change_feedback",
    ),
}


def grant(apps, schema_editor):
    # Permissions are normally made after all migrations; here they are needed now.
    config = live_apps.get_app_config("articles")
    create_permissions(config, apps=apps, verbosity=0)
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles"
    )
    for name, codenames in GRANTS.items():
        groups.get(name=name).permissions.add(
            *permissions.filter(codename__in=codenames)
        )


def revoke(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.filter(name__in=GRANTS)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles"
    )
    for group in groups:
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_guards"),
        ("accounts", "0002_staff_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
