"""The four frames in which places of China are given, and the way back to WGS-84.

GCJ-02 shifts WGS-84 by a smooth function of the place; the shift has no closed inverse, so that
it is undone by iteration, to under a centimetre. BD-09 turns GCJ-02 once more. CGCS2000 and WGS-84
differ by centimetres, less than any place here is known to: the degrees are taken as they are.
"""

import math

_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_BD = math.pi * 3000.0 / 180.0
_CLOSE_ENOUGH = 1e-9
"""Degrees, about 0.1 mm."""

Degrees = tuple[float, float]


def to_wgs84(lon: float, lat: float, datum: str) -> Degrees:
    """Return (lon, lat) in WGS-84 degrees of a place given in ``datum``.

    ``datum`` is wgs84, cgcs2000, gcj02 or bd09; raises ValueError for another.
    """
    if datum in ("", "wgs84", "cgcs2000"):
        return lon, lat
    if datum == "bd09":
        return _unshifted(*_unturned(lon, lat))
    if datum == "gcj02":
        return _unshifted(lon, lat)
    raise ValueError(datum)


def gcj02(lon: float, lat: float) -> Degrees:
    """Return where GCJ-02 draws a WGS-84 place; outside China nothing is shifted."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (
        (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    )
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (
        (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    )
    angle = lat / 180.0 * math.pi
    magic = 1 - _ECCENTRICITY * math.sin(angle) ** 2
    root = math.sqrt(magic)
    north = north * 180.0 / ((_AXIS * (1 - _ECCENTRICITY)) / (magic * root) * math.pi)
    east = east * 180.0 / (_AXIS / root * math.cos(angle) * math.pi)
    return lon + east, lat + north


def bd09(lon: float, lat: float) -> Degrees:
    """Return where BD-09 draws a WGS-84 place."""
    x, y = gcj02(lon, lat)
    radius = math.hypot(x, y) + 0.00002 * math.sin(y * _BD)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * _BD)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _unturned(lon: float, lat: float) -> Degrees:
    x, y = lon - 0.0065, lat - 0.006
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * _BD)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * _BD)
    return radius * math.cos(angle), radius * math.sin(angle)


def _unshifted(lon: float, lat: float) -> Degrees:
    guess = lon, lat
    for _step in range(20):
        drawn = gcj02(*guess)
        error = drawn[0] - lon, drawn[1] - lat
        guess = guess[0] - error[0], guess[1] - error[1]
        if max(map(abs, error)) < _CLOSE_ENOUGH:
            break
    return guess
