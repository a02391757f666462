"""The annual cap of the implementation list binds beside the caps on visits: the stricter counts."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("enforcement.migrations.0018_one_visit_for_the_cap").MADE

UNDER = """
CREATE FUNCTION visits_left_under(a_claim uuid, a_department uuid, a_subject uuid, a_line text,
                                  a_year int, a_task uuid)
RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT LEAST(
    visits_left(a_department, a_subject, a_line, a_year, a_task),
    (SELECT l.annual_cap FROM matters_implementationlist l
      WHERE l.claim_id = a_claim AND l.state = 'published'
        AND l.valid @> (now() AT TIME ZONE 'Asia/Shanghai')::date)
      - visits_made(a_department, a_subject, '', a_year, a_task))
$$;
"""
_GUARD = "CREATE OR REPLACE FUNCTION task_within_the_cap" + BEFORE.partition(
    "CREATE OR REPLACE FUNCTION task_within_the_cap"
)[2]
_ASKED = "visits_left(NEW.department_id, NEW.subject_id, NEW.line, this_year, NEW.id)"
_ASKS_THE_LIST = """visits_left_under(NEW.claim_id, NEW.department_id, NEW.subject_id, NEW.line,
                           this_year, NEW.id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0020_incidents"),
        ("matters", "0005_claims"),
    ]

    operations = [
        migrations.RunSQL(
            UNDER + _GUARD.replace(_ASKED, _ASKS_THE_LIST),
            _GUARD + "\nDROP FUNCTION visits_left_under(uuid, uuid, uuid, text, int, uuid);",
        )
    ]
