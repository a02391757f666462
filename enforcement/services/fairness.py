"""What many draws show together: inclusion frequencies against ratios, over tenths of each pool."""

from dataclasses import dataclass, field

from enforcement.models import DrawPick, DrawStratum
from enforcement.querysets.draws import DrawQuerySet
from enforcement.rules.fairness import LEAST_EXPECTED, chi_square, tail

TENTHS = 10


@dataclass
class Fairness:
    """How often lots fell in each tenth of the strata, and whether chance explains it.

    ``p`` is None while too few lots have fallen to say anything.
    """

    draws: int
    rows: list["ByRatio"]
    counts: list[int] = field(default_factory=lambda: [0] * TENTHS)
    expected: float = 0.0
    statistic: float = 0.0
    p: float | None = None

    @property
    def most(self) -> int:
        return max(self.counts) or 1


@dataclass
class ByRatio:
    """All strata drawn with one ratio: how many objects they held, how many were drawn."""

    ratio: float
    strata: int = 0
    size: int = 0
    drawn: int = 0

    @property
    def asked(self) -> float:
        return round(100 * self.ratio, 2)

    @property
    def share(self) -> float:
        return round(100 * self.drawn / self.size, 2) if self.size else 0.0


def over(draws: DrawQuerySet) -> Fairness:
    """Compare frequencies over draws; only strata of ten objects or more tell of tenths."""
    strata = list(DrawStratum.objects.filter(draw__in=draws))
    rows: dict[float, ByRatio] = {}
    for each in strata:
        row = rows.setdefault(float(each.ratio), ByRatio(float(each.ratio)))
        row.strata += 1
        row.size += each.size
        row.drawn += each.drawn
    found = Fairness(draws.count(), sorted(rows.values(), key=lambda row: row.ratio))
    large = {(s.draw_id, s.number): s.size for s in strata if s.size >= TENTHS and s.drawn < s.size}
    picks = DrawPick.objects.filter(draw__in=draws, position__gte=1)
    for draw, stratum, position in picks.values_list("draw", "stratum", "position"):
        size = large.get((draw, stratum))
        if size:
            found.counts[(position - 1) * TENTHS // size] += 1
    total = sum(found.counts)
    found.expected = total / TENTHS
    if found.expected >= LEAST_EXPECTED:
        taken = [s for s in strata if (s.draw_id, s.number) in large]
        ratio = sum(s.drawn for s in taken) / sum(s.size for s in taken)
        found.statistic = round(chi_square(found.counts, found.expected, ratio), 2)
        found.p = round(tail(found.statistic, TENTHS - 1), 3)
    return found
