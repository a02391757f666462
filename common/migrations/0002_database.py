"""What PostgreSQL keeps for everybody: extensions, monthly partitions, append-only tables."""

from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

UUID7 = r"""
CREATE FUNCTION uuid7_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT encode(
    substring(int8send((extract(epoch FROM moment) * 1000)::bigint) FROM 3)
    || '\x7000800000000000'::bytea || '\x0000'::bytea, 'hex')::uuid
$$;
COMMENT ON FUNCTION uuid7_at IS 'The smallest UUIDv7 of a moment: the bound of a partition.';

CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
COMMENT ON FUNCTION uuid7 IS 'A new UUIDv7, for rows that a compiled statement makes.';
"""

PARTITIONS = """
CREATE TABLE partitioned (
  parent text PRIMARY KEY,
  bound text NOT NULL CHECK (bound IN ('uuid7', 'time'))
);
COMMENT ON TABLE partitioned IS 'Tables that ensure_partition may extend, and the type of key.';

CREATE FUNCTION ensure_partition(parent_table text, month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  how text;
  grantee text;
  first date := date_trunc('month', month);
  after date := (date_trunc('month', month) + interval '1 month')::date;
  child text := format('%s_%s', parent_table, to_char(month, 'YYYYMM'));
  low text := format('%s 00:00:00+00', first);
  high text := format('%s 00:00:00+00', after);
BEGIN
  SELECT bound INTO how FROM public.partitioned WHERE parent = parent_table;
  IF how IS NULL THEN
    RAISE EXCEPTION 'table % is not partitioned by month', parent_table;
  END IF;
  IF to_regclass('public.' || child) IS NOT NULL THEN
    RETURN false;
  END IF;
  -- attaching takes this lock anyway; taken first, whoever waited sees what the other has made
  EXECUTE format('LOCK TABLE public.%I IN SHARE UPDATE EXCLUSIVE MODE', parent_table);
  IF to_regclass('public.' || child) IS NOT NULL THEN
    RETURN false;
  END IF;
  IF how = 'uuid7' THEN
    low := public.uuid7_at(low::timestamptz)::text;
    high := public.uuid7_at(high::timestamptz)::text;
  END IF;
  -- made apart and attached: attaching does not block those who read and write the other months
  EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL)', child, parent_table);
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                 parent_table, child, low, high);
  -- rights are asked of the parent; default privileges must not open a way past it
  FOR grantee IN
    SELECT DISTINCT CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END
      FROM pg_class, aclexplode(relacl) acl
     WHERE pg_class.oid = ('public.' || child)::regclass AND acl.grantee <> relowner
  LOOP
    EXECUTE format('REVOKE ALL ON public.%I FROM %s', child, grantee);
  END LOOP;
  RETURN true;
END $$;
"""

EVENTS = """
CREATE TABLE common_event (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  name varchar(80) NOT NULL,
  "row" varchar(100) NOT NULL,
  subject_id uuid,
  facts jsonb NOT NULL,
  by uuid,
  basis text NOT NULL,
  cause uuid,
  depth smallint NOT NULL CHECK (depth >= 0)
) PARTITION BY RANGE (id);
CREATE INDEX event_row ON common_event ("row", id);
CREATE INDEX event_subject ON common_event (subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX event_cause ON common_event (cause) WHERE cause IS NOT NULL;
INSERT INTO partitioned VALUES ('common_event', 'uuid7');
SELECT ensure_partition('common_event', current_date);
SELECT ensure_partition('common_event', (current_date + interval '1 month')::date);
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON common_auditentry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON common_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def keep_append_only(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for table in ("common_auditentry", "common_event"):
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
    if schema_editor.connection.settings_dict["USER"] != settings.DATABASE_APP_ROLE:
        # where one role is owner and user at once, later migrations still have to write here
        schema_editor.execute(f"REVOKE INSERT, UPDATE, DELETE ON partitioned FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(UUID7, "DROP FUNCTION uuid7_at(timestamptz); DROP FUNCTION uuid7();"),
        migrations.RunSQL(
            PARTITIONS,
            "DROP FUNCTION ensure_partition(text, date); DROP TABLE partitioned;",
        ),
        migrations.RunSQL(
            EVENTS,
            "DROP TABLE common_event; DELETE FROM partitioned WHERE parent = 'common_event';",
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER append_only ON common_auditentry;DROP FUNCTION refuse_change() CASCADE;",
        ),
        migrations.RunPython(keep_append_only, migrations.RunPython.noop),
    ]
