"""Let readers see a status only once a second person confirmed it, and keep it then."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Statuses from before wait to be confirmed; somebody of the staff has to stand for them.
NAME_RECORDER = """
UPDATE articles_evidencestatus SET recorded_by_id = (
    SELECT min(id) FROM accounts_user WHERE is_staff
);
SET CONSTRAINTS ALL IMMEDIATE;
"""

CONTENT = (
    "subject_id",
    "indication",
    "code",
    "wording",
    "issuing_body",
    "as_of",
    "source_id",
    "review_by",
    "supersedes_id",
    "recorded_by_id",
    "confirmed_by_id",
    "confirmed_at",
)

FREEZE = f"""
CREATE FUNCTION articles_freeze_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.confirmed_at IS NOT NULL AND (
        {" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in CONTENT)}
    ) THEN
        RAISE EXCEPTION 'A confirmed status cannot change; supersede it by a new one.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_freeze_status BEFORE UPDATE ON articles_evidencestatus
    FOR EACH ROW EXECUTE FUNCTION articles_freeze_status();
"""

THAW = (
    "DROP TRIGGER articles_freeze_status ON articles_evidencestatus;"
    "DROP FUNCTION articles_freeze_status();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_last_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="evidencestatus",
            options={
                "ordering": ("subject", "position", "indication", "-as_of"),
                "verbose_name": "evidence status",
                "verbose_name_plural": "evidence statuses",
            },
        ),
        migrations.AddField(
            model_name="evidencestatus",
            name="confirmed_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="confirmed"
            ),
        ),
        migrations.AddField(
            model_name="evidencestatus",
            name="confirmed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="evidencestatus",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Smaller numbers come first. Phones show the first one unfolded.",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="evidencestatus",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.RunSQL(NAME_RECORDER, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="evidencestatus",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencestatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", True), ("confirmed_by__isnull", True)
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="articles_status_confirmation_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencestatus",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                    _connector="OR",
                ),
                name="articles_status_confirmed_by_another",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
