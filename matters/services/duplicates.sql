-- Pairs of matters in force, of different departments, that say much the same.
--
-- said      what each matter says, as sorted sets of its overlapping pairs of characters (intarray)
-- block     where two matters may meet at all: the same line of business, or the same article of a
--           law; a matter meets those of its blocks alone, so that the work grows with the blocks
-- pair      the meetings whose names are alike enough to look further
-- found     those that are alike on the whole: names count half, bases 0.3, objects 0.2
--
-- A likeness is Dice's: twice what two sets share by what both hold.
WITH said AS MATERIALIZED (
  SELECT v.id AS version, v.matter_id AS matter, v.department_id AS department,
         v.administrative_type AS type, v.line, v.basis AS words,
         matters_pairs(v.item || v.sub_item) AS item,
         matters_pairs(v.object) AS object,
         matters_pairs(v.basis) AS basis
    FROM matters_matterversion v
   WHERE v.state = 'published' AND v.valid @> %(day)s::date AND v.department_id IS NOT NULL
),
block AS MATERIALIZED (
  SELECT DISTINCT matter, type || ':' || key AS key
    FROM (SELECT matter, type, line AS key FROM said WHERE line <> ''
          UNION ALL
          SELECT matter, type, cited[1] || cited[2]
            FROM said, regexp_matches(words, '《([^》]+)》[^《]*?(第[一二三四五六七八九十百千零〇0-9]+条)', 'g') AS cited
         ) AS keys
),
meeting AS MATERIALIZED (
  SELECT DISTINCT a.matter AS one, b.matter AS other
    FROM block a JOIN block b ON a.key = b.key AND a.matter < b.matter
),
pair AS MATERIALIZED (
  SELECT a.matter AS one, b.matter AS other, a.version AS one_version, b.version AS other_version,
         matters_likeness(a.item, b.item) AS item,
         a.object AS one_object, b.object AS other_object, a.basis AS one_basis,
         b.basis AS other_basis
    FROM meeting
    JOIN said a ON a.matter = meeting.one
    JOIN said b ON b.matter = meeting.other AND a.department <> b.department
   WHERE matters_likeness(a.item, b.item) >= %(names)s
),
found AS MATERIALIZED (
  SELECT one, other, one_version, other_version, item, object, basis,
         0.5 * item + 0.3 * basis + 0.2 * object AS score
    FROM (SELECT *, matters_likeness(one_object, other_object) AS object,
                 matters_likeness(one_basis, other_basis) AS basis
            FROM pair) AS scored
   WHERE 0.5 * item + 0.3 * basis + 0.2 * object >= %(alike)s
),
written AS (
  INSERT INTO matters_duplicate AS known
         (id, created_at, left_id, right_id, left_version_id, right_version_id,
          score, item_score, object_score, basis_score, dismissed_reason)
  SELECT uuid7(), now(), one, other, one_version, other_version, score, item, object, basis, ''
    FROM found
      ON CONFLICT (left_id, right_id) DO UPDATE
     SET left_version_id = excluded.left_version_id, right_version_id = excluded.right_version_id,
         score = excluded.score, item_score = excluded.item_score,
         object_score = excluded.object_score, basis_score = excluded.basis_score
   WHERE (known.left_version_id, known.right_version_id, known.score)
         IS DISTINCT FROM (excluded.left_version_id, excluded.right_version_id, excluded.score)
),
gone AS (
  UPDATE matters_duplicate known SET score = 0
   WHERE known.score > 0
     AND NOT EXISTS (SELECT FROM found WHERE one = known.left_id AND other = known.right_id)
)
SELECT count(*) FROM found
