"""Acts on places: outlines, zones, re-divisions; where a point lies."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.models import User
from registry import rules
from registry.choices import HEIRS
from registry.models import Boundary, Grant, Region, RegionSuccession, Ring, Subject, Zone
from registry.words import shape_fault

# A point lies inside an outline where an odd number of its rings goes round it. The index answers
# for the boxes of the rings.
AROUND = """
SELECT point.place, ring.boundary_id, region.id
  FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS point(lon, lat, place)
  JOIN registry_ring ring
    ON box(ring.line) @> box(point(point.lon, point.lat), point(point.lon, point.lat))
   AND ring.line @> point(point.lon, point.lat)
  JOIN registry_boundary boundary ON boundary.id = ring.boundary_id AND boundary.valid @> %s::date
  JOIN registry_region region ON region.id = boundary.region_id AND region.valid @> %s::date
 GROUP BY point.place, ring.boundary_id, region.id
HAVING count(*) %% 2 = 1
 ORDER BY point.place, region.level DESC, region.code
"""
_ZONES = """
SELECT ring.zone_id
  FROM registry_ring ring
 WHERE ring.zone_id IS NOT NULL
   AND box(ring.line) @> box(point(%(lon)s, %(lat)s), point(%(lon)s, %(lat)s))
   AND ring.line @> point(%(lon)s, %(lat)s)
 GROUP BY ring.zone_id
HAVING count(*) %% 2 = 1
"""
BATCH = 10_000


def locate(lon: float, lat: float, day: dt.date | None = None) -> Region | None:
    """Return the lowest region whose outline of a day (today) holds a point in WGS-84 degrees."""
    return locate_all([(lon, lat)], day)[0]


def locate_all(
    points: Sequence[tuple[float, float]], day: dt.date | None = None
) -> list[Region | None]:
    """Return the lowest region of each point; two queries for every 10,000 points."""
    day = day or workdays.today()
    found: list[Any] = []
    for start in range(0, len(points), BATCH):
        chunk = points[start : start + BATCH]
        lowest: list[Any] = [None] * len(chunk)
        lons, lats = [lon for lon, _lat in chunk], [lat for _lon, lat in chunk]
        with connection.cursor() as cursor:
            cursor.execute(AROUND, [lons, lats, day, day])
            for place, _boundary, region in cursor.fetchall():
                if lowest[place - 1] is None:
                    lowest[place - 1] = region
        found += lowest
    regions = Region.objects.in_bulk({pk for pk in found if pk})
    return [regions.get(pk) for pk in found]


def zones_at(lon: float, lat: float, day: dt.date | None = None) -> list[Zone]:
    """Return the zones in force on a day (today) around a point."""
    with connection.cursor() as cursor:
        cursor.execute(_ZONES, {"lon": lon, "lat": lat})
        ids = [row[0] for row in cursor.fetchall()]
    rows = Zone.objects.in_force(day or workdays.today()).around(ids)
    return list(rows.select_related("region").order_by("kind", "name"))


@transaction.atomic
def set_boundary(
    region: Region,
    shape: Any,
    *,
    since: dt.date | None = None,
    source: str = "",
    by: User | None,
) -> Boundary:
    """Give a region its outline from a day on (ever, where none is given); the former one ends.

    An outline with the same first day is corrected. Raises RuleError for a shape that is no polygon
    and where an outline begins later. Emits ``registry.boundary_set`` where a person did it.
    """
    outline = _rings(shape)
    Region.objects.select_for_update().get(pk=region.pk)
    standing = list(Boundary.objects.filter(region=region))
    first = since or dt.date.min
    if any(_first(each) > first for each in standing):
        raise RuleError(
            "later_boundary",
            _("An outline of this region begins later. Choose a later day."),
            field="since",
        )
    made = next((each for each in standing if _first(each) == first), None)
    for former in standing:
        if former is not made and since in former.valid:
            former.valid = DateRange(former.valid.lower, since)
            former.save(update_fields=["valid"])
    made = made or Boundary(region=region, valid=DateRange(since, None))
    made.shape, made.source = shape, source
    made.save()
    made.rings.all().delete()
    Ring.objects.bulk_create(Ring(boundary=made, line=ring) for ring in outline)
    if by is not None:
        emit("registry.boundary_set", region, facts={"since": str(since or "")}, by=by)
    return made


def _first(outline: Boundary) -> dt.date:
    return outline.valid.lower or dt.date.min


@transaction.atomic
def draw_zone(zone: Zone, *, by: User) -> Zone:
    """Write a zone, new or changed, with its outline. Raises RuleError for an unusable one."""
    outline = _rings(zone.shape)
    is_new = zone._state.adding
    zone.save()
    zone.rings.all().delete()
    Ring.objects.bulk_create(Ring(zone=zone, line=ring) for ring in outline)
    emit("registry.zone_drawn" if is_new else "registry.zone_changed", zone, by=by)
    return zone


@transaction.atomic
def end_zone(zone: Zone, *, by: User, basis: str) -> Zone:
    """End a zone today; it stays on the map of its days."""
    day = workdays.today()
    if zone.valid.upper is not None and zone.valid.upper <= day:
        raise RuleError("zone_ended", _("This zone has ended before."))
    first = zone.valid.lower
    zone.valid = DateRange(first if first is None or first <= day else day, day)
    zone.save(update_fields=["valid"])
    emit("registry.zone_ended", zone, by=by, basis=basis)
    return zone


def _rings(shape: Any) -> list[rules.Ring]:
    try:
        return rules.rings(shape)
    except rules.BadShape as bad:
        raise RuleError("bad_shape", shape_fault(bad.code), field="shape") from bad


# ---- re-divisions


@dataclass(frozen=True)
class Move:
    """One step of a re-division: what of ``old`` goes to ``new`` (SuccessionKind)."""

    old: Region
    new: Region
    kind: str
    founds: bool = False
    """Whether ``new`` begins on that day."""


@dataclass(frozen=True)
class Consequence:
    """What a re-division means for one region that gives."""

    region: Region
    heir: Region | None
    ends: bool
    subjects: int
    grants: int
    townships: int


def preview_redivision(moves: Sequence[Move]) -> list[Consequence]:
    """Return for each region that gives what hangs on it, before anything is written."""
    found = []
    for old in {move.old.pk: move.old for move in moves}.values():
        own = [move for move in moves if move.old == old]
        heir = next((move.new for move in own if move.kind in HEIRS), None)
        found.append(
            Consequence(
                region=old,
                heir=heir,
                ends=heir is not None,
                subjects=Subject.objects.filter(region__path__startswith=old.path).count(),
                grants=Grant.objects.in_force().filter(region=old).count(),
                townships=Region.objects.filter(parent=old).count(),
            )
        )
    return found


@transaction.atomic
def redivide(
    moves: Iterable[Move], *, day: dt.date, basis: str, by: User | None
) -> list[RegionSuccession]:
    """Enter a re-division: who follows whom from a day on, all of it at once.

    A region with an heir (``whole`` or ``main``) ends on that day; one that only gives a part goes
    on. Subjects of a region that ended go to the region that holds their place, else to the heir.
    Old records stay where they are: scopes and filters over the heir reach them. Emits
    ``registry.redivided`` for each region that gives.
    """
    steps = list(moves)
    _check(steps)
    made = []
    for move in steps:
        succession, fresh = RegionSuccession.objects.get_or_create(
            old=move.old,
            new=move.new,
            day=day,
            defaults={"kind": move.kind, "basis": basis, "by": by.pk if by else None},
        )
        made += [succession] if fresh else []
    for move in steps:
        if move.kind in HEIRS:
            _end(move.old, day)
        if move.founds and move.new.valid.lower != day:
            move.new.valid = DateRange(day, move.new.valid.upper)
            move.new.save(update_fields=["valid"])
    renew_reach()
    for old in {move.old.pk: move.old for move in steps}.values():
        own = [move for move in steps if move.old == old]
        moved = _move_subjects(old, own, day)
        facts = {"day": str(day), "to": [move.new.code for move in own], "subjects": moved}
        emit("registry.redivided", old, facts=facts, by=by, basis=basis)
    return made


def _check(moves: Sequence[Move]) -> None:
    heirs: dict[Any, Region] = {}
    for move in moves:
        if move.old == move.new:
            raise RuleError("own_successor", _("A region cannot follow itself."))
        if move.kind in HEIRS and heirs.setdefault(move.old.pk, move.new) != move.new:
            raise RuleError(
                "two_heirs",
                _("%(region)s has two heirs. One gets the whole or the main part, others parts.")
                % {"region": move.old.named},
            )
        if move.old.level != move.new.level:
            raise RuleError(
                "other_level",
                _("%(old)s and %(new)s are not of the same level.")
                % {"old": move.old.named, "new": move.new.named},
            )


def _end(region: Region, day: dt.date) -> None:
    for each in Region.objects.filter(path__startswith=region.path):
        if each.valid.upper is None or each.valid.upper > day:
            each.valid = DateRange(each.valid.lower, day)
            each.save(update_fields=["valid"])
    region.refresh_from_db(fields=["valid"])


def _move_subjects(old: Region, moves: Sequence[Move], day: dt.date) -> int:
    """Move the living subjects of a region that ended; of one that goes on, those in its parts."""
    heir = next((move.new for move in moves if move.kind in HEIRS), None)
    takers = {move.new.path: move.new for move in moves}
    rows = Subject.objects.filter(region=old)
    if heir is not None and len(takers) == 1:
        return rows.update(region=heir)
    placed = [each for each in rows.only("id", "lon", "lat") if each.lon is not None]
    where = locate_all([(each.lon, each.lat) for each in placed], day)
    moved = []
    for each, region in zip(placed, where, strict=True):
        if region and any(region.path.startswith(path) for path in takers):
            each.region = region
            moved.append(each)
    Subject.objects.bulk_update(moved, ["region"], batch_size=1000)
    return len(moved) + (rows.update(region=heir) if heir else 0)


def renew_reach() -> int:
    """Write which paths a scope over each region covers besides its own; return how many changed.

    A region covers what it or one below it is the heir of; one that ended covers its heir. Both
    follow chains of successions.
    """
    heirs = {
        row.old_id: row
        for row in RegionSuccession.objects.filter(kind__in=HEIRS).select_related("old", "new")
    }
    reach: dict[str, set[str]] = {}
    for row in heirs.values():
        following, seen = row, {row.old_id}
        while True:
            new = following.new
            for above in _with_ancestors(new.path):
                if not row.old.path.startswith(above):
                    reach.setdefault(above, set()).add(row.old.path)
            reach.setdefault(row.old.path, set()).add(new.path)
            after = heirs.get(new.pk)
            if after is None or new.pk in seen:
                break
            seen.add(new.pk)
            following = after
    changed = []
    for region in Region.objects.exclude(reach=[]) | Region.objects.filter(path__in=reach):
        wanted = sorted(reach.get(region.path, ()))
        if region.reach != wanted:
            region.reach = wanted
            changed.append(region)
    Region.objects.bulk_update(changed, ["reach"], batch_size=500)
    return len(changed)


def _with_ancestors(path: str) -> list[str]:
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
