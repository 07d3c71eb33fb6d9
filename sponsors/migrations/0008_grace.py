from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0007_receipts_room")]

    operations = [
        migrations.AddField(
            model_name="sponsorship",
            name="grace_until",
            field=models.DateField(
                blank=True, null=True, verbose_name="last day of grace"
            ),
        ),
        migrations.AddConstraint(
            model_name="sponsorship",
            constraint=models.CheckConstraint(
                condition=Q(grace_until__isnull=True)
                | Q(ends_on__isnull=False, grace_until__gt=F("ends_on")),
                name="sponsors_sponsorship_grace_after_end",
            ),
        ),
    ]
