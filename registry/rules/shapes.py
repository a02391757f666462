"""Outlines on the map: GeoJSON to rings, and what makes a drawn ring unusable. Plain values."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

MOST_POINTS = 100_000
DRAWN_POINTS = 1_000
"""Points of one outline, and of one that is drawn by hand (its sides are compared in pairs)."""


class BadShape(ValueError):
    """An outline that no map can use; ``code`` says why (``registry.words``)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def rings(shape: Any) -> list[Ring]:
    """Return the rings of a GeoJSON Polygon or MultiPolygon, holes and islands alike, unclosed.

    A Feature or a collection of one is taken for its geometry. Raises BadShape.
    """
    found = [_ring(each) for polygon in _polygons(shape) for each in polygon]
    if not found:
        raise BadShape("empty")
    if sum(map(len, found)) > MOST_POINTS:
        raise BadShape("too_many_points")
    return found


def _polygons(shape: Any) -> Iterator[Sequence[Any]]:
    if not isinstance(shape, dict):
        raise BadShape("not_geojson")
    kind = shape.get("type")
    if kind == "Feature":
        yield from _polygons(shape.get("geometry"))
    elif kind == "FeatureCollection" and isinstance(shape.get("features"), list):
        for each in shape["features"]:
            yield from _polygons(each)
    elif kind in ("Polygon", "MultiPolygon") and isinstance(shape.get("coordinates"), list):
        yield from [shape["coordinates"]] if kind == "Polygon" else shape["coordinates"]
    else:
        raise BadShape("not_geojson")


def _ring(points: Any) -> Ring:
    try:
        ring = [(float(each[0]), float(each[1])) for each in points]
    except (TypeError, ValueError, IndexError):
        raise BadShape("not_geojson") from None
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(set(ring)) < 3:
        raise BadShape("too_few_points")
    if not all(_on_earth(*point) for point in ring):
        raise BadShape("not_on_earth")
    return ring


def _on_earth(lon: float, lat: float) -> bool:
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def plain(found: Sequence[Ring]) -> dict[str, Any]:
    """Return rings as GeoJSON, each a polygon of its own unless it lies in the one before it.

    Only for what was drawn: an even number of rings around a point is outside either way.
    """
    polygons: list[list[list[list[float]]]] = []
    for ring in found:
        closed = [[lon, lat] for lon, lat in [*ring, ring[0]]]
        outer = polygons[-1][0] if polygons else None
        if outer is not None and contains([(x, y) for x, y in outer[:-1]], *ring[0]):
            polygons[-1].append(closed)
        else:
            polygons.append([closed])
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def read_lines(text: str) -> list[Ring]:
    """Return the rings of a text with one point a line, ``longitude, latitude``; an empty line
    begins another ring. Raises BadShape.
    """
    found: list[Ring] = [[]]
    for line in text.strip().splitlines():
        numbers = line.replace("，", ",").replace(",", " ").split()
        if not numbers:
            if found[-1]:
                found.append([])
            continue
        try:
            lon, lat = map(float, numbers)
        except ValueError:
            raise BadShape("not_a_point") from None
        found[-1].append((lon, lat))
    return [_ring(ring) for ring in found]


def write_lines(found: Sequence[Ring]) -> str:
    """Return rings as ``read_lines`` reads them."""
    return "\n\n".join("\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in ring) for ring in found)


def check_drawn(found: Sequence[Ring]) -> None:
    """Raise BadShape for a drawn outline with too many points or sides that cross."""
    if not found:
        raise BadShape("empty")
    if sum(map(len, found)) > DRAWN_POINTS:
        raise BadShape("too_many_points")
    for ring in found:
        if len(set(ring)) < 3:
            raise BadShape("too_few_points")
        if _crosses(ring):
            raise BadShape("crossing")


def _crosses(ring: Ring) -> bool:
    sides = list(pairwise([*ring, ring[0]]))
    return any(
        _meet(*sides[one], *sides[other])
        for one in range(len(sides))
        for other in range(one + 2, len(sides))
        if not (one == 0 and other == len(sides) - 1)
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def contains(ring: Ring, lon: float, lat: float) -> bool:
    """Tell whether a point lies in a ring, by the number of sides that a ray crosses."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def box(found: Sequence[Ring]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of an outline."""
    lons = [lon for ring in found for lon, _lat in ring]
    lats = [lat for ring in found for _lon, lat in ring]
    return min(lons), min(lats), max(lons), max(lats)
