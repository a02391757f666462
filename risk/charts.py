"""The readings behind a warning as a picture: bars of what fell, the window's sum as a line."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from datacenter.models import Reading
from risk.definitions import Definition
from risk.models import RiskWarning

WIDTH, HEIGHT = 720, 180
BINS = 72
MOST = 5000


@dataclass(frozen=True)
class Bar:
    """One bin: position and size in the picture's units, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    start: dt.datetime
    value: Decimal


@dataclass(frozen=True)
class Picture:
    """Bars of the longest window before the last reading judged; ``top`` is the largest value."""

    bars: list[Bar]
    top: Decimal
    start: dt.datetime
    end: dt.datetime
    width: int = WIDTH
    height: int = HEIGHT


def readings_of(warning: RiskWarning, definition: Definition) -> Picture | None:
    """Return the readings of the warned subject over the rule's longest window, in equal bins."""
    end = warning.event_time
    start = end - definition.longest_window
    rows = (
        Reading.objects.filter(
            series__subject=warning.subject_id,
            series__dataset__in=definition.sources,
            at__gt=start,
            at__lte=end,
        )
        .order_by("at")
        .values_list("at", "value")[:MOST]
    )
    step = (end - start) / BINS
    sums: dict[int, Decimal] = {}
    for at, value in rows:
        place = min(int((at - start) / step), BINS - 1)
        sums[place] = sums.get(place, Decimal(0)) + value
    top = max(sums.values(), default=Decimal(0))
    if not top:
        return None
    width = WIDTH / BINS
    bars = [
        Bar(
            round(place * width, 1),
            round(HEIGHT * (1 - float(value / top)), 1),
            round(width * 0.8, 1),
            round(HEIGHT * float(value / top), 1),
            start + place * step,
            value,
        )
        for place, value in sorted(sums.items())
    ]
    return Picture(bars, top, start, end)
