"""The moderation log is only added to; erasure alone may blank names in its reasons."""

from django.db import migrations

GUARD = """
CREATE FUNCTION forums_guard_log() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Lines of the moderation log are not deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.id, OLD.verb, OLD.by_id, OLD.at, OLD.member_id, OLD.post_id, OLD.topic_id)
        IS DISTINCT FROM
       (NEW.id, NEW.verb, NEW.by_id, NEW.at, NEW.member_id, NEW.post_id, NEW.topic_id)
    THEN
        RAISE EXCEPTION 'Lines of the moderation log are not changed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER forums_guard_log
BEFORE UPDATE OR DELETE ON forums_moderationaction
FOR EACH ROW EXECUTE FUNCTION forums_guard_log();
"""

UNGUARD = """
DROP TRIGGER forums_guard_log ON forums_moderationaction;
DROP FUNCTION forums_guard_log();
"""


class Migration(migrations.Migration):
    dependencies = (("forums", "0004_moderation"),)
    operations = (migrations.RunSQL(GUARD, UNGUARD),)
