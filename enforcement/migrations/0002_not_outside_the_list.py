"""Nothing outside the list: the database refuses an act without a standing claim."""

from django.db import migrations

CREATE = """
CREATE FUNCTION task_within_the_list() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
  claim record;
  version record;
  fault text;
BEGIN
  IF NEW.kind NOT IN ('on_site', 'off_site', 'recheck') THEN
    RETURN NEW;
  END IF;
  SELECT c.matter_id, c.department_id, c.level, c.valid, r.path AS region_path,
         c.state = 'claimed' OR (c.state = 'reclaim_required' AND c.reclaim_by >= today) AS stands
    INTO claim
    FROM matters_claim c JOIN registry_region r ON r.id = c.region_id
   WHERE c.id = NEW.claim_id FOR SHARE OF c;
  SELECT v.matter_id, v.state, v.valid, v.levels INTO version
    FROM matters_matterversion v WHERE v.id = NEW.matter_version_id FOR SHARE OF v;
  fault := CASE
    WHEN claim IS NULL OR version IS NULL THEN 'no claim or no matter'
    WHEN version.state <> 'published' OR NOT version.valid @> today THEN 'matter not in force'
    WHEN NOT claim.stands OR NOT claim.valid @> today THEN 'claim not in force'
    WHEN claim.matter_id <> version.matter_id THEN 'claim of another matter'
    WHEN claim.department_id <> NEW.department_id THEN 'claimed by another department'
    WHEN NOT claim.level = ANY (version.levels) THEN 'level not among the exercising levels'
    WHEN NOT starts_with((SELECT path FROM registry_region WHERE id = NEW.region_id),
                         claim.region_path) THEN 'region outside the claim'
  END;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'outside the list: %', fault
      USING ERRCODE = 'check_violation', CONSTRAINT = 'task_not_outside_the_list';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER task_within_the_list
  BEFORE INSERT OR UPDATE OF kind, claim_id, matter_version_id, department_id, region_id
  ON enforcement_task FOR EACH ROW EXECUTE FUNCTION task_within_the_list();
"""


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0001_initial")]

    operations = [
        migrations.RunSQL(
            CREATE,
            "DROP TRIGGER task_within_the_list ON enforcement_task;"
            "DROP FUNCTION task_within_the_list();",
        )
    ]
