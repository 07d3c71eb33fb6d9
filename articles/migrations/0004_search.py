"""Let the search ignore accents, and keep the text that its excerpts are taken from."""

from django.db import migrations, models

# A word that unaccent knows goes on to the stemmer without its accents; all others pass.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION articles_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION articles_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_staff_permissions")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="search_text",
            field=models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="What excerpts in the search are taken from.",
            ),
        ),
        migrations.RunSQL(
            CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION articles_english;"
        ),
    ]
