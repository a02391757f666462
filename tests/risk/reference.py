"""The rain rule told again in plain Python, moment by moment, to hold the compiled rule against."""

import datetime as dt
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HOURS = {"r3": 3, "r6": 6, "r12": 12}
KEEP = dt.timedelta(minutes=30)
STALE = dt.timedelta(minutes=15)


@dataclass
class Told:
    start: dt.datetime
    end: dt.datetime | None
    peak: int


def level_of(r3: Decimal, r6: Decimal, r12: Decimal) -> int | None:
    if r3 >= 100:
        return 1
    if r3 >= 50:
        return 2
    if r6 >= 50:
        return 3
    return 4 if r12 >= 50 else None


def episodes(readings: Iterable[tuple[dt.datetime, Decimal]]) -> list[Told]:
    """Walk one gauge's readings (time, mm) in order of time and tell its episodes."""
    windows = {name: deque() for name in HOURS}
    sums = dict.fromkeys(HOURS, Decimal(0))
    told: list[Told] = []
    inside: Told | None = None
    clear_since = before = None
    for at, value in sorted(readings):
        for name, hours in HOURS.items():
            windows[name].append((at, value))
            sums[name] += value
            while windows[name][0][0] <= at - dt.timedelta(hours=hours):
                sums[name] -= windows[name].popleft()[1]
        level = level_of(**sums)
        clear = all(total < 40 for total in sums.values())
        if not clear:
            clear_since = None
        elif clear_since is None or (before is not None and at - before > STALE):
            clear_since = at
        if level is not None:
            if inside is None:
                inside = Told(at, None, level)
                told.append(inside)
            inside.peak = min(inside.peak, level)
        elif inside is not None and clear_since is not None and at - clear_since >= KEEP:
            inside.end, inside = at, None
        before = at
    return told
