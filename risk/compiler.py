"""One rule version becomes one SQL statement.

The statement judges, as a set, every moment that a batch can have changed, writes the episodes
that follow from the stored readings, and tells which warnings were raised, changed or joined. An
episode begins at the first moment over a threshold and ends when the clear condition has been met
without a break for ``keep``; a gap longer than ``stale_after`` breaks it: no data is no good news.

Changing a reading at ``t`` changes measures from ``t`` on, and the episode that holds ``t`` from
its start on: judging from the smaller of the two to the end of the series makes the result a
function of the readings alone, whatever their order of arrival.
"""

from dataclasses import dataclass

from risk.definitions import Definition, Measure, Target
from risk.expressions import Bindings, to_sql

SHARDS = 64
FEW = 12
"""Up to so many moments of a series are measured one by one instead of by running windows."""

LOCK = """
SELECT pg_advisory_xact_lock(hashtext(%(rule)s::text), shard)
  FROM (SELECT DISTINCT (item ->> 0)::int %% %(shards)s AS shard
          FROM datacenter_batch, jsonb_array_elements(datacenter_batch.touched) AS touch (item)
         WHERE datacenter_batch.id = %(batch)s
         ORDER BY shard) AS shards
"""
"""Taken by a statement of its own, so that the judging one starts with a fresh snapshot."""


@dataclass(frozen=True)
class Statement:
    """SQL and the parameters that come from the definition (the caller adds those of the run)."""

    sql: str
    bindings: Bindings


def compile_rule(definition: Definition) -> Statement:
    """Return the statement of a definition.

    The caller binds ``rule``, ``version``, ``batch``, ``run`` (ids), ``now`` and ``received``
    (times). It returns rows (change, warning, subject, target, level, peak, level_before) where
    change is warned | resolved | reopened | escalated | lowered | merged | voided; one warning can
    grow graver and end or begin again in the same run.
    """
    bindings = Bindings()
    names = {measure.name for measure in definition.measures}
    fixed = {
        "sources": list(definition.sources),
        "kind": definition.subject_kind,
        "labels": [definition.subject_label] if definition.subject_label else [],
        "few": FEW,
        "reach": definition.longest_window,
        "hold": definition.hold,
        "keep": definition.keep,
        "stale": definition.stale_after,
        "late": definition.late,
    }
    bindings.update(fixed)
    level = " ".join(
        f"WHEN {to_sql(text, names, bindings)} THEN {number}" for number, text in definition.levels
    )
    sql = _STATEMENT.format(
        running=",\n      ".join(_running(each, bindings) for each in definition.measures),
        single=", ".join(_single(each, bindings) for each in definition.measures),
        columns=", ".join(f'"{name}"' for name in sorted(names)),
        at_peak=_values_at("peak_at", names),
        at_last=_values_at("seen", names),
        level=f"CASE {level} END",
        clear=to_sql(definition.clear, names, bindings),
        target=_targets(definition.targets, bindings),
    )
    return Statement(sql, bindings)


def _running(measure: Measure, bindings: Bindings) -> str:
    """Return a measure as a running window over many moments of a series."""
    window = bindings.bind(measure.window)
    # (t - window, t]: a reading exactly one window old has left it
    return (
        f"{measure.aggregate}(reading.value) OVER (PARTITION BY scope.series ORDER BY reading.at "
        f"RANGE BETWEEN ({window}::interval - interval '1 microsecond') PRECEDING AND CURRENT ROW) "
        f'AS "{measure.name}"'
    )


def _single(measure: Measure, bindings: Bindings) -> str:
    """Return a measure at one moment; cheaper than a running window for the latest few."""
    return (
        f"{measure.aggregate}(past.value) FILTER "
        f"(WHERE past.at > reading.at - {bindings.bind(measure.window)}::interval) "
        f'AS "{measure.name}"'
    )


def _values_at(moment: str, names: set[str]) -> str:
    """Return the pairs of measure and value at one moment of a group."""
    return ", ".join(
        f"'{name}', max(\"{name}\") FILTER (WHERE at = {moment})" for name in sorted(names)
    )


def _targets(targets: tuple[Target, ...], bindings: Bindings) -> str:
    if not targets:
        return "SELECT NULL::uuid AS id"
    ways = []
    canonical = "coalesce(target.canonical_id, target.id)"
    for rank, target in enumerate(targets):
        conditions = ["target.state = 'active'", f"{canonical} <> warned.id"]
        if target.kind:
            conditions.append(f"target.kind = {bindings.bind(target.kind)}")
        if target.label:
            conditions.append(f"target.labels @> ARRAY[{bindings.bind(target.label)}]::varchar[]")
        if target.link:
            source = (
                "registry_link AS link JOIN registry_subject AS target "
                "ON target.id = link.target_id"
            )
            conditions += [
                "link.source_id = warned.id",
                f"link.kind = {bindings.bind(target.link)}",
            ]
            order = "target.code"
        else:
            source = "registry_subject AS target"
            conditions.append(f"target.xy <@ circle(warned.xy, {bindings.bind(target.radius_m)})")
            order = "target.xy <-> warned.xy, target.code"
        ways.append(
            f"(SELECT {canonical} AS id, {rank} AS rank FROM {source} "  # noqa: S608 (values are bound)
            f"WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT 1)"
        )
    return " UNION ALL ".join(ways) + " ORDER BY rank LIMIT 1"


_STATEMENT = """
WITH scope AS MATERIALIZED (
  SELECT indicator.id AS series, indicator.subject_id AS subject, low.at AS low,
         (SELECT count(*) FROM (
            SELECT FROM datacenter_reading AS reading
             WHERE reading.series_id = indicator.id AND reading.at >= low.at
             LIMIT %(few)s + 1) AS changed) <= %(few)s AS is_few
    FROM datacenter_batch AS batch
    CROSS JOIN jsonb_array_elements(batch.touched) AS touch (item)
    JOIN datacenter_indicator AS indicator
      ON indicator.id = (item ->> 0)::int AND indicator.dataset_id = ANY (%(sources)s)
    JOIN registry_subject AS subject
      ON subject.id = indicator.subject_id AND subject.kind = %(kind)s
     AND subject.labels @> %(labels)s::varchar[]
    LEFT JOIN LATERAL (
      SELECT min(episode.start) AS start FROM risk_episode AS episode
       WHERE episode.rule_id = %(rule)s AND episode.subject_id = indicator.subject_id
         AND episode.state = 'live' AND episode.start < (item ->> 1)::timestamptz
         AND (episode."end" IS NULL OR episode."end" >= (item ->> 1)::timestamptz)
    ) AS held ON true
    CROSS JOIN LATERAL (SELECT LEAST((item ->> 1)::timestamptz, held.start) AS at) AS low
   WHERE batch.id = %(batch)s
     AND NOT EXISTS (SELECT 1 FROM risk_run AS run
                      WHERE run.rule_version_id = %(version)s AND run.batch = %(batch)s)
), measured AS (
  SELECT scope.series, scope.low, reading.at,
      {running}
    FROM scope JOIN datacenter_reading AS reading
      ON reading.series_id = scope.series AND reading.at > scope.low - %(reach)s::interval
   WHERE NOT scope.is_few
  UNION ALL
  SELECT scope.series, scope.low, reading.at, sums.*
    FROM scope JOIN datacenter_reading AS reading
      ON reading.series_id = scope.series AND reading.at >= scope.low
    CROSS JOIN LATERAL (
      SELECT {single}
        FROM datacenter_reading AS past
       WHERE past.series_id = scope.series AND past.at <= reading.at
         AND past.at > reading.at - %(reach)s::interval
    ) AS sums
   WHERE scope.is_few
), judged AS (
  SELECT series, at, {columns}, {level} AS level, {clear} IS TRUE AS clear,
         at - lag(at) OVER (PARTITION BY series ORDER BY at) > %(stale)s::interval AS gap
    FROM measured WHERE at >= low
), runs AS (
  SELECT *, count(*) FILTER (WHERE NOT clear OR gap)
              OVER (PARTITION BY series ORDER BY at) AS run
    FROM judged
), resets AS (
  SELECT *, clear AND at - min(at) FILTER (WHERE clear) OVER (PARTITION BY series, run)
              >= %(keep)s::interval AS reset
    FROM runs
), parts AS (
  SELECT *, count(*) FILTER (WHERE reset)
              OVER (PARTITION BY series ORDER BY at
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS part
    FROM resets
), reached AS (
  SELECT *, max(at) OVER whole AS seen, min(level) OVER whole AS peak
    FROM parts WINDOW whole AS (PARTITION BY series, part)
), peaked AS (
  SELECT *, min(at) FILTER (WHERE level = peak) OVER (PARTITION BY series, part) AS peak_at
    FROM reached
), grouped AS MATERIALIZED (
  SELECT series, part, seen, peak, peak_at, count(*) AS ticks,
         min(at) FILTER (WHERE level IS NOT NULL) AS start,
         max(at) FILTER (WHERE level IS NOT NULL) AS last_on,
         max(at) FILTER (WHERE reset) AS "end",
         COALESCE(min(level) FILTER (WHERE at > seen - %(keep)s::interval),
                  (array_agg(level ORDER BY at DESC) FILTER (WHERE level IS NOT NULL))[1]) AS level,
         jsonb_build_object({at_peak}) AS peak_values, jsonb_build_object({at_last}) AS measures
    FROM peaked GROUP BY series, part, seen, peak, peak_at
), islands AS (
  SELECT scope.subject, grouped.* FROM grouped JOIN scope USING (series) WHERE peak IS NOT NULL
), old AS MATERIALIZED (
  SELECT episode.*, warning.id AS warning
    FROM scope JOIN risk_episode AS episode
      ON episode.rule_id = %(rule)s AND episode.subject_id = scope.subject
     AND episode.state = 'live' AND episode.start >= scope.low
    LEFT JOIN risk_riskwarning AS warning ON warning.episode_id = episode.id
), matched AS (
  SELECT DISTINCT ON (old.id) old.id, old.start, old.warning, islands.subject, islands.part
    FROM old JOIN islands ON islands.subject = old.subject_id
     AND islands.start <= COALESCE(old."end", 'infinity')
     AND COALESCE(islands."end", 'infinity') >= old.start
   ORDER BY old.id, islands.start
), keepers AS (
  SELECT DISTINCT ON (subject, part) subject, part, id
    FROM matched ORDER BY subject, part, warning IS NULL, start
), found AS MATERIALIZED (
  SELECT islands.*, keepers.id AS kept, COALESCE(keepers.id, uuid7()) AS id
    FROM islands LEFT JOIN keepers USING (subject, part)
), grown AS (
  UPDATE risk_episode AS episode
     SET start = found.start, last_on = found.last_on, "end" = found."end", peak = found.peak,
         peak_at = found.peak_at, peak_values = found.peak_values
    FROM found
   WHERE episode.id = found.kept
     AND (episode.start, episode.last_on, episode."end", episode.peak, episode.peak_at)
         IS DISTINCT FROM
         (found.start, found.last_on, found."end", found.peak, found.peak_at)
), born AS (
  INSERT INTO risk_episode (id, created_at, rule_id, subject_id, start, last_on, "end", peak,
                            peak_at, peak_values, state)
  SELECT id, %(now)s, %(rule)s, subject, start, last_on, "end", peak, peak_at, peak_values, 'live'
    FROM found WHERE kept IS NULL
), gone AS (
  SELECT old.id, old.warning, old.subject_id, found.id AS into_id
    FROM old LEFT JOIN matched ON matched.id = old.id
    LEFT JOIN found ON found.subject = matched.subject AND found.part = matched.part
   WHERE found.id IS DISTINCT FROM old.id
), ended AS (
  UPDATE risk_episode AS episode
     SET state = CASE WHEN gone.into_id IS NULL THEN 'void' ELSE 'merged' END,
         merged_into_id = gone.into_id
    FROM gone WHERE episode.id = gone.id
), warned AS (
  INSERT INTO risk_riskwarning (id, created_at, rule_version_id, episode_id, subject_id, target_id,
                                region_id, level, condition, stage, verdict, measures, event_time,
                                batch, resolved_at, changed_at)
  SELECT uuid7(), %(now)s, %(version)s, found.id, found.subject, target.id, warned.region_id,
         found.level, CASE WHEN found."end" IS NULL THEN 'firing' ELSE 'resolved' END, 'detected',
         '', found.measures, found.seen, %(batch)s, found."end", %(now)s
    FROM found JOIN registry_subject AS warned ON warned.id = found.subject
    LEFT JOIN LATERAL ({target}) AS target ON true
   WHERE found.last_on - found.start >= %(hold)s::interval
     AND found.last_on >= %(received)s - %(late)s::interval
     AND NOT EXISTS (SELECT 1 FROM risk_riskwarning AS known WHERE known.episode_id = found.id)
  RETURNING id, subject_id, target_id, episode_id, level
), before AS MATERIALIZED (
  SELECT warning.id, warning.level, warning.condition, old.peak
    FROM old JOIN risk_riskwarning AS warning ON warning.id = old.warning
), changed AS (
  UPDATE risk_riskwarning AS warning
     SET level = CASE WHEN found."end" IS NULL THEN found.level ELSE warning.level END,
         condition = CASE WHEN found."end" IS NULL THEN 'firing' ELSE 'resolved' END,
         measures = found.measures, event_time = found.seen, resolved_at = found."end",
         changed_at = %(now)s
    FROM found, before
   WHERE warning.episode_id = found.id AND before.id = warning.id
     AND (warning.event_time, warning.resolved_at, warning.condition, warning.measures)
         IS DISTINCT FROM
         (found.seen, found."end",
          CASE WHEN found."end" IS NULL THEN 'firing' ELSE 'resolved' END, found.measures)
  RETURNING warning.id, warning.subject_id, warning.target_id, warning.level, found.peak,
            before.level AS level_before, before.peak AS peak_before,
            before.condition AS condition_before, warning.condition
), closed AS (
  UPDATE risk_riskwarning AS warning
     SET condition = 'resolved', resolved_at = %(now)s, changed_at = %(now)s
    FROM gone WHERE warning.id = gone.warning
  RETURNING warning.id, warning.subject_id, warning.target_id, warning.level, gone.into_id
), claimed AS (
  INSERT INTO risk_run (id, created_at, rule_version_id, batch, subjects, ticks)
  SELECT %(run)s, %(now)s, %(version)s, %(batch)s, (SELECT count(*) FROM scope),
         (SELECT COALESCE(sum(ticks), 0) FROM grouped)
   WHERE NOT EXISTS (SELECT 1 FROM risk_run AS run
                      WHERE run.rule_version_id = %(version)s AND run.batch = %(batch)s)
)
SELECT 'warned' AS change, warned.id, warned.subject_id, warned.target_id, warned.level,
       found.peak, NULL::smallint AS level_before
  FROM warned JOIN found ON found.id = warned.episode_id
UNION ALL
SELECT CASE WHEN condition = 'resolved' THEN 'resolved' ELSE 'reopened' END,
       id, subject_id, target_id, level, peak, level_before
  FROM changed
 WHERE (condition = 'resolved') <> (condition_before = 'resolved')
UNION ALL
SELECT CASE WHEN level < level_before OR peak < peak_before THEN 'escalated' ELSE 'lowered' END,
       id, subject_id, target_id, level, peak, level_before
  FROM changed
 WHERE level < level_before OR peak < peak_before
    OR (level > level_before AND condition <> 'resolved' AND condition_before <> 'resolved')
UNION ALL
SELECT CASE WHEN into_id IS NULL THEN 'voided' ELSE 'merged' END, id, subject_id, target_id,
       level, level, level
  FROM closed
"""

STALE = """
UPDATE risk_riskwarning AS warning
   SET condition = 'stale', changed_at = %(at)s
  FROM risk_episode AS episode, datacenter_indicator AS indicator
 WHERE warning.rule_version_id = %(version)s AND warning.condition = 'firing'
   AND episode.id = warning.episode_id AND indicator.subject_id = warning.subject_id
   AND indicator.dataset_id = ANY (%(sources)s)
   AND indicator.last_at < %(at)s - %(stale)s::interval
RETURNING warning.id
"""
"""No data for longer than ``stale_after``: the warning holds, marked so; it does not resolve."""
