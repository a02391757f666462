"""Whether lots fall as often as they should: Pearson's chi-square over many draws."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

TENTHS = 10
LEAST_EXPECTED = 5
"""A cell that expects fewer says too little; nothing is said then."""
LOOK_AT = 0.001
"""Where chance alone gives as much less often than this, somebody looks."""


@dataclass
class Tally:
    """Where in their strata lots fell, by tenths, over many draws."""

    counts: list[int] = field(default_factory=lambda: [0] * TENTHS)
    expected: list[float] = field(default_factory=lambda: [0.0] * TENTHS)
    lots: int = 0
    _spread: float = 0.0

    def add(self, size: int, positions: Iterable[int]) -> None:
        """Add the positions (from 1) drawn in one stratum.

        One with fewer than ten objects, or drawn whole, tells nothing of where lots fall.
        """
        taken = [each for each in positions if 1 <= each <= size]
        lots = len(taken)
        if size < TENTHS or not 0 < lots < size:
            return
        for position in taken:
            self.counts[(position - 1) * TENTHS // size] += 1
        ends = [-(-at * size // TENTHS) for at in range(TENTHS + 1)]
        for at in range(TENTHS):
            self.expected[at] += lots * (ends[at + 1] - ends[at]) / size
        self.lots += lots
        self._spread += lots * (size - lots) / (size - 1)

    @property
    def most(self) -> int:
        return max(self.counts) or 1

    @property
    def statistic(self) -> float | None:
        """Return the chi-square, or None while too few lots have fallen."""
        if min(self.expected) < LEAST_EXPECTED:
            return None
        return chi_square(self.counts, self.expected, self._spread / self.lots)

    @property
    def p(self) -> float | None:
        """Return how likely chance alone gives at least this much; None while nobody can say."""
        statistic = self.statistic
        return None if statistic is None else tail(statistic, TENTHS - 1)

    @property
    def is_suspect(self) -> bool:
        """Tell whether somebody should look."""
        p = self.p
        return p is not None and p < LOOK_AT


def chi_square(counts: Sequence[int], expected: Sequence[float], spread: float) -> float:
    """Return the statistic of counts against what was expected.

    Lots of one draw are not put back: of *n* among *N* they vary by ``spread``, which is
    ``(N - n) / (N - 1)``, of what independent ones would. With that it is chi-square with
    ``len(counts) - 1`` degrees.

    >>> chi_square([10, 12, 8], [10, 10, 10], 1)
    0.8
    """
    return sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True)) / spread


def tail(statistic: float, degrees: int) -> float:
    """Return how likely chance alone gives at least this much (Wilson and Hilferty, 1931).

    >>> round(tail(18.307, 10), 2)
    0.05
    """
    if degrees < 1 or statistic <= 0:
        return 1.0
    spread = 2 / (9 * degrees)
    z = ((statistic / degrees) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))
