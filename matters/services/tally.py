"""Counting what each department should claim, and how far it has come."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection

from common import workdays
from common.ring import ring

COUNT = """
INSERT INTO matters_claimtally
       (department_id, due, claimed, refused, open, renewing, late, counted_at)
SELECT d.id, count(v.matter_id), count(c.matter_id),
       count(v.matter_id) FILTER (WHERE c.matter_id IS NULL AND f.matter_id IS NOT NULL),
       count(v.matter_id) FILTER (WHERE c.matter_id IS NULL AND f.matter_id IS NULL),
       count(*) FILTER (WHERE c.reclaim_by IS NOT NULL),
       count(*) FILTER (WHERE c.reclaim_by < %(today)s),
       now()
  FROM registry_department d
  JOIN registry_region place ON place.id = d.region_id
  LEFT JOIN (SELECT v.matter_id, v.levels, v.line, o.path, r.path AS region_path
               FROM matters_matterversion v
               JOIN registry_department o ON o.id = v.department_id
               JOIN registry_region r ON r.id = o.region_id
              WHERE v.state = 'published' AND v.valid @> %(today)s) v
         ON d.level = ANY (v.levels) AND starts_with(place.path, v.region_path)
        AND (v.line = ANY (d.lines) OR v.line = '' AND starts_with(d.path, v.path))
  LEFT JOIN (SELECT matter_id, department_id, max(reclaim_by) AS reclaim_by FROM matters_claim
              WHERE state <> 'ended' GROUP BY matter_id, department_id) c
         ON c.matter_id = v.matter_id AND c.department_id = d.id
  LEFT JOIN (SELECT DISTINCT matter_id, department_id FROM matters_refusal
              WHERE valid @> %(today)s) f
         ON f.matter_id = v.matter_id AND f.department_id = d.id
 WHERE %(some)s::uuid[] IS NULL OR d.id = ANY (%(some)s::uuid[])
 GROUP BY d.id
    ON CONFLICT (department_id) DO UPDATE
   SET due = excluded.due, claimed = excluded.claimed, refused = excluded.refused,
       open = excluded.open, renewing = excluded.renewing, late = excluded.late,
       counted_at = excluded.counted_at
"""
"""The condition of ``v`` is that of ``VersionQuerySet.due_for``: level, region, line or tree."""


def count(departments: Iterable[Any] | None = None, *, day: dt.date | None = None) -> int:
    """Count the claims of some departments anew, or of all; return how many were counted."""
    some = None if departments is None else [str(pk) for pk in set(departments)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"today": day or workdays.today(), "some": some})
        return int(cursor.rowcount)


def count_soon() -> None:
    """Have all departments counted after the commit: what is due has changed for many."""
    ring("matters.count_claims")
