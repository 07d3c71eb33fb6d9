"""Canned replies know the decision they fit; those of the beginning are told here."""

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FITS = {
    "Approved, welcome": "standing",
    "To somebody in crisis": "standing",
    "Link taken out": "removal",
    "Advice that could harm": "removal",
    "Advertising or a place in a treatment for money": "removal",
    "Personal data taken out": "removal",
    "Unkind words": "removal",
    "Report looked at, nothing to do": "report",
}


def sort(apps: "Apps", schema_editor: "BaseDatabaseSchemaEditor") -> None:
    replies = apps.get_model("forums", "CannedReply").objects
    for title, fits in FITS.items():
        replies.filter(title=title).update(fits=fits)


class Migration(migrations.Migration):
    dependencies = (("forums", "0008_version_reason"),)
    operations = (
        migrations.AddField(
            model_name="cannedreply",
            name="fits",
            field=models.CharField(
                choices=[
                    ("removal", "a post that cannot stand"),
                    ("standing", "a post that stands: to its author"),
                    ("report", "a post that stands: to those who reported it"),
                    ("measure", "a warning or another measure"),
                    ("appeal", "an appeal"),
                    ("any", "anything"),
                ],
                default="any",
                help_text="Where it is offered first.",
                max_length=12,
                verbose_name="fits",
            ),
        ),
        migrations.RunPython(sort, migrations.RunPython.noop),
    )
