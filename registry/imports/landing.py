"""Putting many subjects in at once: copied beside the table, then taken over by one statement."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from common import workdays
from common.ids import uuid7
from registry.choices import Datum, SubjectState
from registry.places import planes
from registry.rules import address_key, name_key
from registry.services.subjects import sealed_number

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"
_PLAIN = ("kind", "code", "name", "name_en", "uscc", "address", "address_en", "state")
_COLUMNS = (
    "id", "created_at", "kind", "code", "name", "name_en", "uscc", "address", "address_en",
    "state", "name_key", "address_key", "region_id", "lon", "lat", "xy", "datum", "given_lon",
    "given_lat", "place_source", "labels", "lines", "id_sealed", "id_digest", "canonical_id",
    "credit_class", "risk_class",
)  # fmt: skip
_FOLLOWING = {
    "name": ("name", "name_key"),
    "address": ("address", "address_key"),
    "region_code": ("region_id",),
    "lon": ("lon", "lat", "xy", "datum", "given_lon", "given_lat"),
    "id_number": ("id_sealed", "id_digest"),
}
"""Columns of the table that are written with a column of a file."""
_INCOMPARABLE = {"xy", "id_sealed"}
_FORMER = """
INSERT INTO registry_subjectalias (id, created_at, subject_id, kind, text, key, valid)
SELECT uuid7(), now(), old.id, former.kind, former.was, former.key,
       daterange(LEAST(born.day, %(today)s), %(today)s,
                 CASE WHEN born.day >= %(today)s THEN '[]' ELSE '[)' END)
  FROM incoming JOIN registry_subject AS old USING (kind, code)
 CROSS JOIN LATERAL (VALUES {pairs}) AS former (kind, was, becomes, key)
 CROSS JOIN LATERAL (SELECT coalesce(
         (SELECT max(upper(valid)) FROM registry_subjectalias AS last
           WHERE last.subject_id = old.id AND last.kind = former.kind),
         (old.created_at AT TIME ZONE 'Asia/Shanghai')::date)) AS born (day)
 WHERE former.was <> '' AND former.was <> former.becomes
"""


def land(rows: list[dict[str, Any]], *, given: set[str]) -> tuple[int, int]:
    """Write subjects by kind and code; return how many are new and how many were changed.

    ``given`` names the columns that the file has: others of a stored row stay as they are. Inside
    the transaction of the caller.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE registry_subject) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE incoming")
        names = ", ".join(_COLUMNS)
        with connection.wrap_database_errors:
            cursor.copy_expert(f"COPY incoming ({names}) FROM STDIN", io.StringIO(_text(rows)))
        written = _written(given)
        if pairs := _former_pairs(written):
            cursor.execute(_FORMER.format(pairs=pairs), {"today": workdays.today()})
        sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in written)
        compared = [name for name in written if name not in _INCOMPARABLE]
        old = ", ".join(f"stored.{name}" for name in compared)
        new = ", ".join(f"EXCLUDED.{name}" for name in compared)
        cursor.execute(
            f"WITH put AS (INSERT INTO registry_subject AS stored ({names})"  # noqa: S608
            f" SELECT {names} FROM incoming ON CONFLICT (kind, code) DO UPDATE SET {sets}"
            f" WHERE ({old}) IS DISTINCT FROM ({new}) RETURNING xmax = 0 AS is_new)"
            " SELECT count(*) FILTER (WHERE is_new), count(*) FROM put"
        )
        created, touched = cursor.fetchone()
    return int(created), int(touched - created)


def _written(given: set[str]) -> list[str]:
    """Return the columns that a file with these headings writes on a stored row."""
    found: list[str] = []
    for name in sorted(given - {"kind", "code", "lat"}):
        found += [each for each in _FOLLOWING.get(name, (name,)) if each not in found]
    return [name for name in found if name in _COLUMNS]


def _former_pairs(written: list[str]) -> str:
    """Return what may turn into a former name, as rows of VALUES."""
    keys = {"name": "old.name_key", "uscc": "''", "address": "''"}
    return ", ".join(
        f"('{name}', old.{name}, incoming.{name}, {key})"
        for name, key in keys.items()
        if name in written
    )


def _text(rows: list[dict[str, Any]]) -> str:
    """Return rows in the text format of COPY."""
    now = str(timezone.now())
    placed = [row for row in rows if row.get("lon") is not None]
    points = planes([row["lon"] for row in placed], [row["lat"] for row in placed])
    for row, point in zip(placed, points, strict=True):
        row["xy"] = f"({point[0]!r},{point[1]!r})"
    return "".join([_line(row, now) for row in rows])


def _line(row: Mapping[str, Any], now: str) -> str:
    pk = uuid7()
    get = row.get
    plain = [str(get(name) or "") for name in _PLAIN]
    plain[-1] = plain[-1] or SubjectState.ACTIVE.value
    texts = "\t".join([*plain, name_key(row["name"]), address_key(get("address") or "")])
    if "\\" in texts or "\n" in texts or "\r" in texts or texts.count("\t") != 9:
        texts = "\t".join(
            text.translate(_ESCAPES)
            for text in [*plain, name_key(row["name"]), address_key(get("address") or "")]
        )
    sealed, digest = _NULL, ""
    if number := get("id_number"):
        body, digest = sealed_number(pk, number)
        sealed = f"\\\\x{body.hex()}"
    lon, lat = get("lon"), get("lat")
    place = f"{lon!r}\t{lat!r}\t{row['xy']}" if lon is not None else f"{_NULL}\t{_NULL}\t{_NULL}"
    given = get("given_lon")
    first = f"{given!r}\t{row['given_lat']!r}" if given is not None else f"{_NULL}\t{_NULL}"
    return (
        f"{pk}\t{now}\t{texts}\t{row['region_id']}\t{place}\t{get('datum') or Datum.WGS84.value}"
        f"\t{first}\t{get('place_source') or ''}\t{_array(get('labels'))}\t{_array(get('lines'))}"
        f"\t{sealed}\t{digest}\t{_NULL}\t\t\n"
    )


def _array(values: Iterable[str] | None) -> str:
    if not values:
        return "{}"
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in values)
    listed = ",".join(f'"{text}"' for text in quoted)
    return f"{{{listed.translate(_ESCAPES)}}}"
