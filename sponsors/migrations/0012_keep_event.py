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
    -- A reader that waits will find this event; one that is to be tried again later may not
    -- come for long. The priority leads straight to them, whatever else waits.
    IF number IS NOT NULL AND _status = 'new' AND NOT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE status = 'todo' AND priority = 10 AND task_name = _reader
            AND scheduled_at IS NULL
    ) THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', _reader, 10, NULL, NULL, '{}'::jsonb, NULL
        )]::procrastinate_job_to_defer_v1[]);
    END IF;
    RETURN number;
END $$;
COMMENT ON FUNCTION sponsors_keep_event IS
    'Keeps an event and has a job of the task _reader wait: both or neither. NULL if it is known.';
"""


class Migration(migrations.Migration):
    dependencies = (
        ("sponsors", "0011_open_rows"),
        ("procrastinate", "0041_post_retry_failed_job"),
    )

    operations = (migrations.RunSQL(KEEP, "DROP FUNCTION sponsors_keep_event"),)
