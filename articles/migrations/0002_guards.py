"""Let the database itself keep what a published text promises.

1. The content of a revision never changes, and no fact about it is taken back.
2. A page can only point at a published revision of its own.
"""

from django.db import migrations

CONTENT = (
    "article_id",
    "number",
    "title",
    "summary",
    "body",
    "seek_help",
    "html",
    "seek_help_html",
    "headings",
    "ranges",
    "text",
    "note",
    "significance",
    "base_id",
    "saved_by_id",
    "saved_at",
)
# Once they are set they stay as they are.
FACTS = (
    "submitted_at",
    "reviewed_by_id",
    "decided_at",
    "published_at",
    "withdrawn_at",
)

FREEZE = f"""
CREATE FUNCTION articles_freeze_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'A published revision cannot be deleted.'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF {
    " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in CONTENT)
} THEN
        RAISE EXCEPTION 'The text of a revision cannot change; save a new revision.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF {
    " OR ".join(
        f"OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column}"
        for column in FACTS
    )
} THEN
        RAISE EXCEPTION 'What happened to a revision cannot be taken back.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_freeze_revision BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_freeze_revision();
"""

POINTER = """
CREATE UNIQUE INDEX articles_revision_of_article ON articles_revision (article_id, id);
ALTER TABLE articles_article ADD CONSTRAINT articles_article_publishes_its_own
    FOREIGN KEY (id, published_id) REFERENCES articles_revision (article_id, id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION articles_check_pointer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.published_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM articles_revision
        WHERE id = NEW.published_id AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A page can only show a published revision.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_check_pointer BEFORE INSERT OR UPDATE OF published_id
    ON articles_article FOR EACH ROW EXECUTE FUNCTION articles_check_pointer();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FREEZE,
            "DROP TRIGGER articles_freeze_revision ON articles_revision;"
            "DROP FUNCTION articles_freeze_revision();",
        ),
        migrations.RunSQL(
            POINTER,
            "DROP TRIGGER articles_check_pointer ON articles_article;"
            "DROP FUNCTION articles_check_pointer();"
            "ALTER TABLE articles_article DROP CONSTRAINT articles_article_publishes_its_own;"
            "DROP INDEX articles_revision_of_article;",
        ),
    ]
