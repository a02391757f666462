"""Whether lots fall as often as they should: Pearson's chi-square over many draws."""

import math
from collections.abc import Sequence

LEAST_EXPECTED = 5
"""A cell that expects fewer says too little; such draws are put together or left out."""


def chi_square(counts: Sequence[int], expected: float, ratio: float) -> float:
    """Return the statistic of inclusion counts that should each be ``expected``.

    Lots of one draw are not put back, so counts vary by ``1 - ratio`` of what independent ones
    would; with that, and one degree less, it is chi-square with ``len(counts) - 1`` degrees.

    >>> round(chi_square([10, 10, 10], 10, 0.1), 3)
    0.0
    """
    cells = len(counts)
    raw = sum((count - expected) ** 2 for count in counts) / expected
    return raw / (1 - ratio) * (cells - 1) / cells if ratio < 1 else 0.0


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
