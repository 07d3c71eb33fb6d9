from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0008_grace")]

    operations = [
        migrations.AddField(
            model_name="firewallexception",
            name="end_reason",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="why it ended"
            ),
        ),
        migrations.AddConstraint(
            model_name="firewallexception",
            constraint=models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(end_reason=""),
                name="sponsors_firewallexception_end_reason_of_an_end",
            ),
        ),
    ]
