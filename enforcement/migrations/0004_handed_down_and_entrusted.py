"""Nothing outside the list: transfers of powers, entrustments and late claims count as well.

The question is a function of its own, so that every table of acts asks the same one: a table with
the columns claim_id, matter_version_id, department_id and region_id gets the trigger by one line.
"""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("enforcement.migrations.0002_not_outside_the_list").CREATE

FAULT = """
CREATE FUNCTION act_list_fault(a_claim uuid, a_version uuid, a_department uuid, a_region uuid,
                               today date) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  claim record;
  version record;
  place text := (SELECT path FROM registry_region WHERE id = a_region);
  power_level smallint;
BEGIN
  SELECT c.id, c.matter_id, c.department_id, c.level, c.valid, c.state, c.lapses, c.reclaim_by,
         c.transfer_id, r.path AS region_path INTO claim
    FROM matters_claim c JOIN registry_region r ON r.id = c.region_id
   WHERE c.id = a_claim FOR SHARE OF c;
  SELECT v.matter_id, v.state, v.valid, v.levels INTO version
    FROM matters_matterversion v WHERE v.id = a_version FOR SHARE OF v;
  IF claim IS NULL OR version IS NULL THEN
    RETURN 'no claim or no matter';
  END IF;
  IF version.state <> 'published' OR NOT version.valid @> today THEN
    RETURN 'matter not in force';
  END IF;
  IF claim.state = 'ended' OR NOT claim.valid @> today THEN
    RETURN 'claim not in force';
  END IF;
  IF claim.state = 'reclaim_required' AND claim.lapses AND claim.reclaim_by < today THEN
    RETURN 'claim not renewed, and its basis or power has ended';
  END IF;
  IF claim.matter_id <> version.matter_id THEN
    RETURN 'claim of another matter';
  END IF;
  IF claim.department_id <> a_department THEN
    PERFORM 1 FROM matters_implementationlist l
      WHERE l.claim_id = claim.id AND l.state = 'published' AND l.valid @> today
        AND l.entrusted_id = a_department AND l.entrusted_valid @> today
      FOR SHARE OF l;
    IF NOT FOUND THEN
      RETURN 'claimed by another department';
    END IF;
  END IF;
  power_level := claim.level;
  IF claim.transfer_id IS NOT NULL THEN
    SELECT d.level INTO power_level
      FROM matters_powertransfer t JOIN registry_department d ON d.id = t.from_department_id
     WHERE t.id = claim.transfer_id AND t.valid @> today FOR SHARE OF t;
    IF NOT FOUND THEN
      RETURN 'the power is not handed down on this day';
    END IF;
  END IF;
  IF NOT power_level = ANY (version.levels) THEN
    RETURN 'level not among the exercising levels';
  END IF;
  IF NOT starts_with(place, claim.region_path) THEN
    RETURN 'region outside the claim';
  END IF;
  PERFORM 1 FROM matters_powertransfer t JOIN registry_region r ON r.id = t.region_id
    WHERE t.matter_id = claim.matter_id AND t.from_department_id = claim.department_id
      AND t.valid @> today AND starts_with(place, r.path);
  IF FOUND THEN
    RETURN 'the power is handed down to a township';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION act_within_the_list() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fault text := act_list_fault(NEW.claim_id, NEW.matter_version_id, NEW.department_id,
                               NEW.region_id, (now() AT TIME ZONE 'Asia/Shanghai')::date);
BEGIN
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'outside the list: %', fault
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER task_within_the_list ON enforcement_task;
DROP FUNCTION task_within_the_list();
CREATE TRIGGER task_within_the_list
  BEFORE INSERT OR UPDATE OF kind, claim_id, matter_version_id, department_id, region_id
  ON enforcement_task FOR EACH ROW
  WHEN (NEW.kind IN ('on_site', 'off_site', 'recheck'))
  EXECUTE FUNCTION act_within_the_list('task_not_outside_the_list');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0003_rounds_and_own_results"),
        ("matters", "0005_claims"),
    ]

    operations = [
        migrations.AlterField(
            model_name='task',
            name='desk_fault',
            field=models.CharField(blank=True, choices=[('not_published', 'the matter is not published'), ('revoked', 'the matter is revoked'), ('not_in_force', 'the matter is not in force on this day'), ('not_claimed', 'nobody has claimed the matter'), ('other_department', 'only another department has claimed the matter'), ('entrustment', 'the entrustment is not in force on this day'), ('lapsed', 'the claim was not renewed, and its basis or power has ended'), ('level', 'the matter is not exercised at this level'), ('region', 'the place lies outside the claimed region'), ('handed_down', 'the power is handed down to a township here'), ('checklist', 'the checklist is not published')], max_length=20, verbose_name='outside the list because'),
        ),
        migrations.RunSQL(
            FAULT,
            "DROP TRIGGER task_within_the_list ON enforcement_task;"
            "DROP FUNCTION act_within_the_list();"
            "DROP FUNCTION act_list_fault(uuid, uuid, uuid, uuid, date);" + BEFORE,
        ),
    ]
