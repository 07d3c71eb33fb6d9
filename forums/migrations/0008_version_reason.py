"""Keep with each earlier version why it was changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0007_lost_files")]

    operations = [
        migrations.AddField(
            model_name="postversion",
            name="reason",
            field=models.CharField(
                blank=True,
                default="",
                max_length=255,
                verbose_name="why it was changed",
            ),
        ),
    ]
