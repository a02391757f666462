"""The readings behind a warning as a picture: bars of what came in, the measure that decided as a
line over them, and the threshold it crossed.
"""

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common import marks
from datacenter.models import Reading
from risk.definitions import Definition, Measure
from risk.expressions import Comparison
from risk.models import RiskWarning
from risk.words import amount, condition_in_words, measure_label, span, unit_of

WIDTH, HEIGHT = 720, 180
BINS = 72
MOST = 5000
HEADROOM = Decimal("1.2")  # above the largest value, so that the threshold's label has its place

_AGGREGATES: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "count": lambda values: Decimal(len(values)),
    "avg": lambda values: sum(values, Decimal(0)) / len(values),
    "min": min,
    "max": max,
}


@dataclass(frozen=True)
class Bar:
    """One bin: position and size in the picture's units, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    start: dt.datetime
    value: str
    measured: str


@dataclass(frozen=True)
class Threshold:
    """The limit as a line: how far below the top (percent), and what it says."""

    y: float
    label: str


@dataclass(frozen=True)
class Picture:
    """Bars over the longest window before the last reading judged, with the deciding measure.

    ``curve`` are the points of the measure's line; ``measure`` and ``step`` are in words.
    """

    bars: list[Bar]
    curve: str
    threshold: Threshold | None
    measure: str
    step: str
    unit: str
    start: dt.datetime
    end: dt.datetime
    width: int = WIDTH
    height: int = HEIGHT


def readings_of(
    warning: RiskWarning, definition: Definition, units: Mapping[str, str]
) -> Picture | None:
    """Return the readings of the warned subject over the rule's longest window, in equal bins.

    Bars and line aggregate as the measure does that decided on the level, in its unit by the
    dataset's contract (``units``).
    """
    measure, limit = definition.deciding(warning.level, warning.measures)
    end = warning.event_time
    start = end - definition.longest_window
    times, values = _readings(warning, measure, start - measure.window, end)
    if not any(values[bisect_right(times, start) :]):
        return None
    step = (end - start) / BINS
    edges = [start + place * step for place in range(BINS + 1)]
    binned = [_over(measure, times, values, *pair) for pair in itertools.pairwise(edges)]
    curve = [_over(measure, times, values, edge - measure.window, edge) for edge in edges]
    known = [each for each in (*binned, *curve) if each is not None]
    known += [limit.number] if limit else []
    scale = _Scale(max(known) * HEADROOM or Decimal(1))
    unit = unit_of(measure, units)
    return Picture(
        [
            scale.bar(
                place, each, edges[place], amount(each, unit), _amount(curve[place + 1], unit)
            )
            for place, each in enumerate(binned)
            if each is not None
        ],
        " ".join(scale.point(place, each) for place, each in enumerate(curve) if each is not None),
        Threshold(scale.percent(limit.number), _limit(warning, limit, definition, units))
        if limit
        else None,
        measure_label(measure),
        span(step),
        unit,
        start,
        end,
    )


@dataclass(frozen=True)
class _Scale:
    top: Decimal

    def y(self, value: Decimal) -> float:
        return round(HEIGHT * (1 - float(value / self.top)), 1)

    def percent(self, value: Decimal) -> float:
        return round(100 * (1 - float(value / self.top)), 1)

    def point(self, edge: int, value: Decimal) -> str:
        return f"{edge * WIDTH / BINS:.1f},{self.y(value)}"

    def bar(self, place: int, value: Decimal, start: dt.datetime, *said: str) -> Bar:
        width, y = WIDTH / BINS, self.y(value)
        size = round(width * 0.8, 1), round(HEIGHT - y, 1)
        return Bar(round(place * width, 1), y, *size, start, *said)


def _readings(
    warning: RiskWarning, measure: Measure, start: dt.datetime, end: dt.datetime
) -> tuple[list[dt.datetime], list[Decimal]]:
    rows = (
        Reading.objects.filter(
            series__subject=warning.subject_id,
            series__dataset=measure.dataset,
            at__gt=start,
            at__lte=end,
        )
        .order_by("at")
        .values_list("at", "value")[:MOST]
    )
    return [at for at, _value in rows], [value for _at, value in rows]


def _over(
    measure: Measure,
    times: list[dt.datetime],
    values: list[Decimal],
    start: dt.datetime,
    end: dt.datetime,
) -> Decimal | None:
    """Return the aggregate over (start, end]; None where nothing was read."""
    inside = values[bisect_right(times, start) : bisect_right(times, end)]
    return _AGGREGATES[measure.aggregate](inside) if inside else None


def _amount(value: Decimal | None, unit: str) -> str:
    return "" if value is None else amount(value, unit)


def _limit(
    warning: RiskWarning, limit: Comparison, definition: Definition, units: Mapping[str, Any]
) -> str:
    return f"{marks.level_word(warning.level)}: {condition_in_words(limit.text, definition, units)}"
