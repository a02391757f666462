"""When visits of several departments at one object are made as one (综合查一次).

Source: 浙江省综合行政执法条例 arts. 13, 14: inspections of one object that can be made at once are
made at once; who begins it makes the division, the others must cooperate.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

WINDOW_DAYS: Final = 30
"""Tasks that are due within so many days of each other lie in one window."""

T = TypeVar("T")


def saved(departments: Sequence[T]) -> int:
    """Return how many visits one visit saves, given the department of each of its tasks.

    >>> saved(["fire", "water", "water"])
    2
    """
    return max(len(departments) - 1, 0)
