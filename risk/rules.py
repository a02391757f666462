"""Formulas of risk early warning."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Share:
    """A share with its Wilson 95 % interval; ``value`` is None when nothing was counted yet."""

    hits: int
    of: int
    value: float | None
    low: float
    high: float


def share(hits: int, of: int) -> Share:
    """Return ``hits / of`` with the Wilson score interval at 95 %."""
    if of == 0:
        return Share(hits, of, None, 0.0, 1.0)
    p, z2 = hits / of, Z_95**2
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z_95 * sqrt(p * (1 - p) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    return Share(hits, of, p, max(0.0, middle - reach), min(1.0, middle + reach))


def precision(confirmed: int, benign: int, false_alarms: int) -> Share:
    """Return the share of settled warnings that were confirmed; unverifiable ones do not count."""
    return share(confirmed, confirmed + benign + false_alarms)
