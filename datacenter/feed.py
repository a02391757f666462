"""Simulated rain for the demo: systems of rain that drift over the gauges, each minute of them.

What falls is a pure function of the seed, the day that the sky was opened, the place and the
minute, so that a feed which stops and starts again goes on with the same weather.
"""

import datetime as dt
import hashlib
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
KM_PER_DEGREE = 111.2
TIP = 0.1  # mm that tip the gauge's bucket

HISTORY = 12 * HOUR  # the longest window of the demo's rule
RADIUS_KM = 3.0
DRIFT_RADII = 1.2  # how far a system drifts in its life
MEAN_WEIGHT = 0.943  # mean of exp(-x²/2) over that drift, centred on the gauge


class Kind(NamedTuple):
    """A system by the warning that it calls for: so much rain at its centre in so long a time.

    The demo's rule warns red from 100 mm in 3 h, orange from 50 mm in 3 h, yellow from 50 mm in
    6 h, blue from 50 mm in 12 h.
    """

    name: str
    millimetres: float
    lasts: dt.timedelta


RED = Kind("red", 128, 2 * HOUR)
ORANGE = Kind("orange", 70, 2.5 * HOUR)
YELLOW = Kind("yellow", 63, 5 * HOUR)
BLUE = Kind("blue", 61, 10.5 * HOUR)
SHOWER = Kind("shower", 12, HOUR)
# How often each comes up when an hour brings a system at all.
LATER = {RED: 1, ORANGE: 2, YELLOW: 2, BLUE: 2, SHOWER: 5}
SOME_HOURS = 0.7


@dataclass(frozen=True)
class Gauge:
    """A rain gauge: its code and its place in degrees."""

    code: str
    lon: float
    lat: float


@dataclass(frozen=True)
class System:
    """Rain of one kind that begins at ``start`` and drifts over a place, on a course in radians."""

    kind: Kind
    start: dt.datetime
    lon: float
    lat: float
    course: float

    @property
    def end(self) -> dt.datetime:
        return self.start + self.kind.lasts

    def rate(self, gauge: Gauge, at: dt.datetime) -> float:
        """Return the rain at a gauge in mm an hour."""
        age = (at - self.start) / self.kind.lasts
        if not 0 <= age < 1:
            return 0.0
        east = (gauge.lon - self.lon) * KM_PER_DEGREE * math.cos(math.radians(self.lat))
        north = (gauge.lat - self.lat) * KM_PER_DEGREE
        drift = (age - 0.5) * DRIFT_RADII
        x = east / RADIUS_KM - drift * math.cos(self.course)
        y = north / RADIUS_KM - drift * math.sin(self.course)
        peak = self.kind.millimetres / MEAN_WEIGHT / (self.kind.lasts / HOUR)
        return peak * math.exp(-(x * x + y * y) / 2)


class Sky:
    """The weather over some gauges.

    It is ``opened`` with four systems, one for each level of warning, which have all passed ten
    minutes later; the red one goes over the gauge ``first``. From then on an hour now and then
    brings another system somewhere.
    """

    def __init__(self, gauges: Sequence[Gauge], *, opened: dt.datetime, seed: int, first: str = ""):
        self.gauges, self.opened, self.seed = gauges, opened, seed
        places = random.Random(seed).sample(gauges, k=len(gauges))
        places.sort(key=lambda place: place.code != first)
        spread = _spread(places, 4)
        self._opening = [
            self._system(
                kind, opened + 10 * MINUTE - kind.lasts, place, random.Random(f"{seed}{n}")
            )
            for n, (kind, place) in enumerate(
                zip((RED, ORANGE, YELLOW, BLUE), spread, strict=False)
            )
        ]

    def rows(self, after: dt.datetime, until: dt.datetime) -> Iterator[tuple[str, str, str]]:
        """Yield (station, time, mm) for the whole minutes in (after, until], gauge by gauge."""
        at = after.replace(second=0, microsecond=0) + MINUTE
        while at <= until:
            systems = self.systems(at)
            for gauge in self.gauges:
                rate = sum(system.rate(gauge, at) for system in systems)
                yield gauge.code, at.isoformat(), f"{self._tipped(gauge, at, rate / 60):.1f}"
            at += MINUTE

    def systems(self, at: dt.datetime) -> list[System]:
        """Return the systems that rain at a moment."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        hours = int(BLUE.lasts / HOUR) + 2
        later = (self._of_hour(hour - n * HOUR) for n in range(hours))
        found = [*self._opening, *(system for system in later if system)]
        return [system for system in found if system.start <= at < system.end]

    def _of_hour(self, hour: dt.datetime) -> System | None:
        """Return the system that an hour brings, if it does."""
        if hour <= self.opened + HOUR / 2 or not self.gauges:
            return None
        draw = random.Random(f"{self.seed}{hour.isoformat()}")
        if draw.random() > SOME_HOURS:
            return None
        kind = draw.choices(list(LATER), weights=list(LATER.values()))[0]
        start = hour + draw.randrange(60) * MINUTE
        return self._system(kind, start, draw.choice(self.gauges), draw)

    @staticmethod
    def _system(kind: Kind, start: dt.datetime, over: Gauge, draw: random.Random) -> System:
        return System(kind, start, over.lon, over.lat, draw.uniform(0, 2 * math.pi))

    def _tipped(self, gauge: Gauge, at: dt.datetime, millimetres: float) -> float:
        """Return what the bucket has tipped in a minute: whole tips, right in the mean."""
        if not millimetres:
            return 0.0
        seed = f"{self.seed}{gauge.code}{at.isoformat()}".encode()
        chance = int.from_bytes(hashlib.blake2b(seed, digest_size=4).digest()) / 2**32
        return math.floor(millimetres / TIP + chance) * TIP


def _spread(places: Iterable[Gauge], count: int) -> list[Gauge]:
    """Return places far from each other, so that one system leaves the others alone."""
    rest = list(places)
    found = rest[:1]
    while rest and len(found) < count:
        found.append(max(rest, key=lambda place: min(_distance(place, each) for each in found)))
    return found


def _distance(a: Gauge, b: Gauge) -> float:
    return math.hypot(a.lon - b.lon, a.lat - b.lat)
