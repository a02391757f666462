"""A joint visit is one visit for the cap: it is counted once, for the department that leads it."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("enforcement.migrations.0009_caps").CAPS

MADE = """
CREATE OR REPLACE FUNCTION visits_made(a_department uuid, a_subject uuid, a_line text, a_year int,
                                       a_task uuid) RETURNS integer LANGUAGE sql STABLE AS $$
  WITH family AS (
    SELECT s.id FROM registry_subject one
      JOIN registry_subject s ON s.id = COALESCE(one.canonical_id, one.id)
                              OR s.canonical_id = COALESCE(one.canonical_id, one.id)
     WHERE one.id = a_subject
  ), same AS (
    SELECT p.visit_id FROM enforcement_visitpart p
      JOIN enforcement_visit v ON v.id = p.visit_id AND v.state IN ('settled', 'done')
     WHERE p.task_id = a_task AND p.state = 'agreed'
  )
  SELECT (
    (SELECT count(DISTINCT COALESCE(joint.id, t.id)) FROM enforcement_task t
      LEFT JOIN LATERAL (
        SELECT v.id, v.department_id FROM enforcement_visitpart p
          JOIN enforcement_visit v ON v.id = p.visit_id AND v.state IN ('settled', 'done')
         WHERE p.task_id = t.id AND p.state = 'agreed') joint ON true
      WHERE t.subject_id IN (SELECT id FROM family) AND t.department_id = a_department
        AND t.kind IN ('on_site', 'recheck') AND t.id IS DISTINCT FROM a_task
        AND (joint.id IS NULL OR joint.department_id = a_department)
        AND NOT EXISTS (SELECT FROM same WHERE same.visit_id = joint.id)
        AND (a_line = '' OR t.line = a_line)
        AND CASE
              WHEN t.state IN ('approved', 'dispatched', 'accepted', 'on_site', 'submitted')
              THEN a_year = EXTRACT(YEAR FROM now() AT TIME ZONE 'Asia/Shanghai')
              ELSE EXISTS (
                SELECT FROM enforcement_inspection i
                 WHERE i.task_id = t.id AND i.sent_back_at IS NULL
                   AND EXTRACT(YEAR FROM i.submitted_at AT TIME ZONE 'Asia/Shanghai') = a_year)
            END)
    + (SELECT count(*) FROM enforcement_pastinspection p
        WHERE p.subject_id IN (SELECT id FROM family) AND p.department_id = a_department
          AND p.is_visit AND a_line = ''
          AND p.day >= make_date(a_year, 1, 1) AND p.day < make_date(a_year + 1, 1, 1))
  )::integer
$$;

CREATE FUNCTION comes_along(a_task uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM enforcement_visitpart p
      JOIN enforcement_visit v ON v.id = p.visit_id AND v.state IN ('settled', 'done')
      JOIN enforcement_task t ON t.id = p.task_id
     WHERE p.task_id = a_task AND p.state = 'agreed' AND v.department_id <> t.department_id)
$$;

CREATE OR REPLACE FUNCTION task_within_the_cap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  this_year int := EXTRACT(YEAR FROM now() AT TIME ZONE 'Asia/Shanghai');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(
    'cap|' || NEW.department_id || '|' || COALESCE(
      (SELECT canonical_id FROM registry_subject WHERE id = NEW.subject_id), NEW.subject_id), 0));
  IF NOT comes_along(NEW.id)
     AND visits_left(NEW.department_id, NEW.subject_id, NEW.line, this_year, NEW.id) < 1 THEN
    RAISE EXCEPTION 'the object has had its visits of the year'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'task_within_the_cap';
  END IF;
  RETURN NEW;
END $$;
"""

_SAID = BEFORE.split("CREATE FUNCTION ")
BACK = "\n".join(
    f"CREATE OR REPLACE FUNCTION {text.partition('$$;')[0]}$$;" for text in (_SAID[1], _SAID[3])
)
BACK += "\nDROP FUNCTION comes_along(uuid);"


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0017_joint_visits")]

    operations = [migrations.RunSQL(MADE, BACK)]
