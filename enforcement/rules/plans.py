"""What a plan has to keep to: days of publication and filing, ratios of the lists, workload.

Sources, as the comments name them:
54    国务院办公厅关于严格规范涉企行政检查的意见 (国办发〔2024〕54号),
HEN   spot-check ratios by risk class as provinces publish them (a default, to be set by plan),
3X1J  三相一就, as Haining merges its plans: same object, related content, similar time.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

GRADES: Final = ("A", "B", "C", "D", "")
"""Classes of objects; the last are those without a class, which are treated like B."""

DEFAULT_LISTS: Final = {
    "A": ("no_disturb", Decimal(0), 0),
    "B": ("random", Decimal("0.03"), 1),
    "C": ("random", Decimal("0.10"), 1),
    "D": ("key", Decimal(1), 2),
    "": ("random", Decimal("0.03"), 1),
}
"""What a new plan proposes for each class: its list, its ratio, how often in the window (HEN)."""

GENERAL_RATIO_MAX: Final = Decimal("0.30")
"""Most of a class that a random list draws: ratios of general matters are strictly limited."""

DAY_HOURS: Final = 7
"""Working hours of an officer's day."""

OFFICERS: Final = 2
"""Officers of a visit."""

SPECIAL_A_YEAR: Final = 4
"""Special plans of one department and year before the page warns: their number is limited (54)."""

CLOSE_DAYS: Final = 30
"""Windows that overlap or lie this near to each other are similar in time (3X1J)."""

TURN_DAYS: Final = 14
"""Days that officers have at least for a visit of the key list [D]."""

ANNUAL_DEADLINE: Final = (3, 31)
"""Month and day by which the plan of a year is published and filed."""


@dataclass(frozen=True)
class Stratum:
    """One class of a plan: on which list, which share, how often."""

    grade: str
    risk_list: str
    ratio: Decimal
    times: int

    def drawn(self, objects: int) -> int:
        """Return how many of ``objects`` are seen: the share rounded up, nobody twice.

        >>> Stratum("C", "random", Decimal("0.1"), 1).drawn(11)
        2
        """
        return min(objects, math.ceil(objects * self.ratio))

    def visits(self, objects: int) -> int:
        """Return how many visits that makes.

        >>> Stratum("D", "key", Decimal(1), 2).visits(3)
        6
        """
        return self.drawn(objects) * self.times


def deadline(kind: str, year: int, first_day: dt.date) -> dt.date:
    """Return the day by which a plan is to be published and filed with the justice department.

    An annual one by the end of March, a special one before its first day.

    >>> deadline("annual", 2027, dt.date(2027, 1, 1))
    datetime.date(2027, 3, 31)
    """
    if kind == "annual":
        return dt.date(year, *ANNUAL_DEADLINE)
    return first_day - dt.timedelta(days=1)


def list_fault(stratum: Stratum) -> str:
    """Return what is wrong with a class of a plan: a code, empty when nothing is.

    >>> list_fault(Stratum("A", "no_disturb", Decimal("0.1"), 1))
    'disturbed'
    >>> list_fault(Stratum("C", "random", Decimal("0.5"), 1))
    'ratio_too_high'
    """
    if stratum.risk_list == "no_disturb":
        return "disturbed" if stratum.ratio or stratum.times else ""
    if stratum.times < 1:
        return "never"
    if stratum.risk_list == "key":
        return "" if stratum.ratio == 1 else "key_in_full"
    if stratum.ratio <= 0:
        return "never"
    return "ratio_too_high" if stratum.ratio > GENERAL_RATIO_MAX else ""


def turns(first: dt.date, last: dt.date, times: int, today: dt.date) -> list[dt.date]:
    """Return by when each of so many visits is due, spread over a window; none is due before
    there is time for it.

    >>> turns(dt.date(2027, 1, 1), dt.date(2027, 12, 31), 2, dt.date(2027, 2, 1))
    [datetime.date(2027, 7, 2), datetime.date(2027, 12, 31)]
    >>> turns(dt.date(2027, 1, 1), dt.date(2027, 12, 31), 2, dt.date(2027, 9, 1))
    [datetime.date(2027, 9, 15), datetime.date(2027, 12, 31)]
    """
    length = (last - first).days
    soonest = min(today + dt.timedelta(days=TURN_DAYS), last)
    return [
        max(first + dt.timedelta(days=length * nth // times), soonest)
        for nth in range(1, times + 1)
    ]


def officer_days(visits: int, hours: Decimal) -> Decimal:
    """Return the officer-days of visits of so many hours, with two officers each.

    >>> officer_days(7, Decimal(2))
    Decimal('4.0')
    """
    return (visits * OFFICERS * Decimal(hours) / DAY_HOURS).quantize(Decimal("0.1"))


def joins(own: Sequence[Stratum], other: Sequence[Stratum]) -> bool:
    """Tell whether the first plan comes less often than the other, so that it joins it (3X1J)."""
    return frequency(own) < frequency(other)


def frequency(strata: Sequence[Stratum]) -> Decimal:
    """Return how often a plan comes to an object of its classes on average."""
    visited = [each.ratio * each.times for each in strata]
    return sum(visited, Decimal(0)) / max(len(visited), 1)
