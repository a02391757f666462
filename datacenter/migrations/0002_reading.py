"""Readings, partitioned by month: 101 bytes a row, keyed by (series, time)."""

from django.conf import settings
from django.db import migrations

CREATE = """
CREATE TABLE datacenter_reading (
  series_id integer NOT NULL,
  at timestamptz NOT NULL,
  value numeric NOT NULL,
  batch uuid NOT NULL,
  PRIMARY KEY (series_id, at)
) PARTITION BY RANGE (at);
INSERT INTO partitioned VALUES ('datacenter_reading', 'time');
"""

# bodies come packed: the server need not try to pack them again
BODIES = "ALTER TABLE datacenter_batchbody ALTER COLUMN content SET STORAGE EXTERNAL"

DROP = """
DROP TABLE datacenter_reading;
DELETE FROM partitioned WHERE parent = 'datacenter_reading';
"""


def keep_readings(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON datacenter_reading FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("datacenter", "0001_initial"), ("common", "0002_database")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(BODIES, migrations.RunSQL.noop),
        migrations.RunPython(keep_readings, migrations.RunPython.noop),
    ]
