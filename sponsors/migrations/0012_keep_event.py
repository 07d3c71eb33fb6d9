"""The inbox in one call: a plan that PostgreSQL keeps, and one round trip for two rows."""

from django.db import migrations

KEEP = """
CREATE FUNCTION sponsors_keep_event(
    _event_id text, _type text, _api_version text, _livemode boolean, _created timestamptz,
    _body bytea, _status text, _received_at timestamptz, _next_attempt_at timestamptz,
    _reader text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
BEGIN
    INSERT INTO sponsors_stripeevent
        (event_id, type, api_version, livemode, created, body, status, attempts,
         next_attempt_at, error, received_at)
    VALUES (_event_id, _type, _api_version, _livemode, _created, _body, _status, 0,
            _next_attempt_at, '', _received_at)
    ON CONFLICT (event_id) DO NOTHING RETURNING id INTO number;
    IF number IS NOT NULL AND _status = 'new' THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', _reader, 0, NULL, NULL, jsonb_build_object('event_number', number), NULL
        )]::procrastinate_job_to_defer_v1[]);
    END IF;
    RETURN number;
END $$;
COMMENT ON FUNCTION sponsors_keep_event IS
    'Keeps an event and has the task _reader read it: both or neither. NULL if it is known.';
"""


class Migration(migrations.Migration):
    dependencies = (
        ("sponsors", "0011_open_rows"),
        ("procrastinate", "0041_post_retry_failed_job"),
    )

    operations = (migrations.RunSQL(KEEP, "DROP FUNCTION sponsors_keep_event"),)
