"""Caps on visits: how many a department has made at an object, how many it has left.

The count is a function of its own, so that pages, draws and the guard ask the same one. The guard
takes a lock on department and object, so that two approvals at once cannot both take the last.
"""

from django.db import migrations

CAPS = """
CREATE FUNCTION visits_made(a_department uuid, a_subject uuid, a_line text, a_year int,
                            a_task uuid) RETURNS integer LANGUAGE sql STABLE AS $$
  WITH family AS (
    SELECT s.id FROM registry_subject one
      JOIN registry_subject s ON s.id = COALESCE(one.canonical_id, one.id)
                              OR s.canonical_id = COALESCE(one.canonical_id, one.id)
     WHERE one.id = a_subject
  )
  SELECT (
    (SELECT count(*) FROM enforcement_task t
      WHERE t.subject_id IN (SELECT id FROM family) AND t.department_id = a_department
        AND t.kind IN ('on_site', 'recheck') AND t.id IS DISTINCT FROM a_task
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

CREATE FUNCTION visits_left(a_department uuid, a_subject uuid, a_line text, a_year int,
                            a_task uuid) RETURNS integer LANGUAGE sql STABLE AS $$
  WITH cap AS (
    SELECT c."limit", c.line
      FROM enforcement_visitcap c
      LEFT JOIN registry_department above ON above.id = c.department_id
      JOIN registry_department own ON own.id = a_department
      JOIN registry_subject s ON s.id = a_subject
     WHERE (c.department_id IS NULL OR starts_with(own.path, above.path))
       AND (c.line = '' OR c.line = a_line)
       AND (c.subject_kind = '' OR c.subject_kind = s.kind)
       AND (c.grade = '' OR c.grade = s.risk_class)
       AND c.valid && daterange(make_date(a_year, 1, 1), make_date(a_year + 1, 1, 1))
     ORDER BY length(above.path) DESC NULLS LAST, c.subject_kind = '', c.grade = '', c.line = '',
              lower(c.valid) DESC NULLS LAST, c.id DESC
     LIMIT 1
  )
  SELECT COALESCE((SELECT "limit" FROM cap), 2)
         - visits_made(a_department, a_subject, COALESCE((SELECT line FROM cap), ''), a_year,
                       a_task)
$$;

CREATE FUNCTION task_within_the_cap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  this_year int := EXTRACT(YEAR FROM now() AT TIME ZONE 'Asia/Shanghai');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(
    'cap|' || NEW.department_id || '|' || COALESCE(
      (SELECT canonical_id FROM registry_subject WHERE id = NEW.subject_id), NEW.subject_id), 0));
  IF visits_left(NEW.department_id, NEW.subject_id, NEW.line, this_year, NEW.id) < 1 THEN
    RAISE EXCEPTION 'the object has had its visits of the year'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'task_within_the_cap';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER task_within_the_cap
  BEFORE UPDATE OF state ON enforcement_task FOR EACH ROW
  WHEN (NEW.kind = 'on_site' AND NEW.outside_cap = ''
        AND NEW.state IN ('approved', 'dispatched')
        AND OLD.state NOT IN ('approved', 'dispatched'))
  EXECUTE FUNCTION task_within_the_cap();
"""
BACK = """
DROP TRIGGER task_within_the_cap ON enforcement_task;
DROP FUNCTION task_within_the_cap();
DROP FUNCTION visits_left(uuid, uuid, text, int, uuid);
DROP FUNCTION visits_made(uuid, uuid, text, int, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0008_plans")]

    operations = [migrations.RunSQL(CAPS, BACK)]
