"""Checks and transfers among half a million payments are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("sponsors", "0012_keep_event"),)

    operations = (
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["-created_at"],
                name="sponsors_payment_offline",
                condition=models.Q(method__in=("cheque", "transfer")),
            ),
        ),
    )
