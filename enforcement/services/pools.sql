-- Freeze the pool of objects of one draw in one statement, so that all of it is of one moment.
-- The pool gives (id, code, reason, grade, line, area) of every object of the plan.
WITH pool (id, code, reason, grade, line, area) AS MATERIALIZED ({pool}),
strata AS (
  SELECT row_number() OVER ranked AS number, grade, line, area, count(*) AS size,
         sum(count(*)) OVER ranked - count(*) AS before
    FROM pool WHERE reason = ''
   GROUP BY grade, line, area
  WINDOW ranked AS (ORDER BY grade DESC, line, area ROWS UNBOUNDED PRECEDING)
),
kept AS (
  INSERT INTO enforcement_drawstratum
         (draw_id, number, grade, line, area, size, ratio, least, drawn, deck)
  SELECT %s, number, grade, line, area, size, 0, 0, 0, 0 FROM strata
),
left_out AS (
  INSERT INTO enforcement_drawexclusion (draw_id, pool, reason, count)
  SELECT %s, 'objects', reason, count(*) FROM pool WHERE reason <> '' GROUP BY reason
),
leaves AS (
  SELECT 'objects' AS name,
         (s.before + row_number() OVER (PARTITION BY s.number ORDER BY p.id) - 1)::bigint AS leaf,
         p.id || E'\t' || p.code AS line
    FROM pool p JOIN strata s USING (grade, line, area)
   WHERE p.reason = ''
  UNION ALL
  SELECT 'excluded', row_number() OVER (ORDER BY p.id) - 1,
         p.id || E'\t' || p.code || E'\t' || p.reason
    FROM pool p WHERE p.reason <> ''
)
INSERT INTO enforcement_drawpage (draw_id, pool, number, size, body)
SELECT %s, name, leaf / %s, count(*), string_agg(line, E'\n' ORDER BY leaf)
  FROM leaves GROUP BY name, leaf / %s
