"""Note when anything that readers see last changed, for the Last-Modified header.

A sequence, not a row: nobody ever waits for it, and it costs a page nothing to read. It is
written before the change is committed, so a reader of it must not trust the last minute.
"""

from django.db import migrations

TABLES = (
    "article",
    "disclosure",
    "evidencestatus",
    "figure",
    "person",
    "reference",
    "referencerelation",
    "subject",
    "subject_terms",
    "subjectrelation",
    "term",
)

NOTE = """
CREATE SEQUENCE articles_last_change;
CREATE FUNCTION articles_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM setval('articles_last_change', extract(epoch FROM clock_timestamp())::bigint);
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER articles_note_change AFTER INSERT OR UPDATE OR DELETE ON articles_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION articles_note_change();\n"
    for table in TABLES
)

FORGET = (
    "".join(
        f"DROP TRIGGER articles_note_change ON articles_{table};\n" for table in TABLES
    )
    + "DROP FUNCTION articles_note_change(); DROP SEQUENCE articles_last_change;"
)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_search")]

    operations = [migrations.RunSQL(NOTE, FORGET)]
