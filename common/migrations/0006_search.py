"""The index terms of Chinese and Latin text, made by the database as ``common.search`` does."""

from django.db import migrations

FUNCTION = r"""
CREATE FUNCTION portal_bigrams(source text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog
RETURN (
    SELECT coalesce(string_agg(
        CASE WHEN run ~ '^[0-9a-zß-öø-ÿ]' THEN run ELSE (
            SELECT string_agg(substr(run, place, 2), ' ' ORDER BY place)
            FROM generate_series(1, length(run)) AS place
        ) END, ' ' ORDER BY nth), '')
    FROM (
        SELECT found[1] AS run, nth
        FROM regexp_matches(
            lower(normalize(source, NFKC)), '[㐀-䶿一-鿿豈-﫿]+|[0-9a-zß-öø-ÿ]+', 'g'
        ) WITH ORDINALITY AS hit(found, nth)
    ) AS runs
)
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0005_idempotency")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION portal_bigrams(text)"),
    ]
