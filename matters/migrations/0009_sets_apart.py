"""Keep the operators of intarray out of the way: beside them ``smallint[] @> smallint[]`` has two
meanings, and every filter by level fails. The two functions that need them name them in full."""

from django.db import migrations

PAIRS = r"""
CREATE FUNCTION matters_pairs(said text) RETURNS int[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT coalesce({s}uniq({s}sort(array_agg(hashtext(substr(bare, at, 2))))), '{{}}')
    FROM (SELECT regexp_replace(lower(said),
                 '[][[:space:][:punct:]\u3000，。、；：（）《》“”‘’！？…—·]+', '', 'g') AS bare) AS t,
         generate_series(1, length(bare) - 1) AS at
$$;
"""
LIKENESS = """
CREATE FUNCTION matters_likeness(one int[], other int[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT CASE WHEN {s}icount(one) + {s}icount(other) = 0 THEN 0
         ELSE 2.0 * {s}icount(one {and_} other) / ({s}icount(one) + {s}icount(other)) END
$$;
"""
DROP = """
DROP FUNCTION matters_pairs(text);
DROP FUNCTION matters_likeness(int[], int[]);
DROP EXTENSION intarray;
"""
APART = "CREATE SCHEMA sets; GRANT USAGE ON SCHEMA sets TO PUBLIC; CREATE EXTENSION intarray SCHEMA sets;"
BACK = "DROP SCHEMA sets; CREATE EXTENSION intarray;"


def functions(schema: str, both: str) -> str:
    return (PAIRS + LIKENESS).format(s=schema, and_=both)


class Migration(migrations.Migration):
    dependencies = [("matters", "0008_upkeep")]

    operations = [
        migrations.RunSQL(
            DROP + APART + functions("sets.", "OPERATOR(sets.&)"),
            DROP + BACK + functions("", "&"),
        )
    ]
