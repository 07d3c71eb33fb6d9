"""When the link of a mail was used: in the database, since caches may be emptied."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sponsors", "0014_event_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="link_used_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="its link was used"
            ),
        ),
    ]
