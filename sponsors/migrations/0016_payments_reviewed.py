"""Payments somebody decided on are few: found without reading the millions beside them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0015_link_used")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("reviewed_at__isnull", False)),
                fields=["-created_at"],
                name="sponsors_payment_reviewed",
            ),
        ),
    ]
