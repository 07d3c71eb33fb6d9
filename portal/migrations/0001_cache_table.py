"""The table of the database cache, in which rate limits survive a restart."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    operations = [
        migrations.RunSQL(
            # The columns of Django's DatabaseCache (manage.py createcachetable).
            sql=[
                """
                CREATE TABLE portal_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                )
                """,
                "CREATE INDEX portal_cache_expires ON portal_cache (expires)",
            ],
            reverse_sql="DROP TABLE portal_cache",
        )
    ]
