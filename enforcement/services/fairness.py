"""What many draws show together, class by class: shares against ratios, and where lots fell."""

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from enforcement.choices.draws import DrawState
from enforcement.models import DrawPick, DrawStratum
from enforcement.querysets.draws import DrawQuerySet
from enforcement.rules.draw import sample_size
from enforcement.rules.fairness import Tally


@dataclass
class ByClass:
    """All strata of one class: how many objects they held, how many should be and were drawn."""

    grade: str
    strata: int = 0
    size: int = 0
    asked: int = 0
    drawn: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def share_asked(self) -> float:
        return 100 * self.asked / self.size if self.size else 0.0

    @property
    def share(self) -> float:
        return 100 * self.drawn / self.size if self.size else 0.0

    @property
    def is_short(self) -> bool:
        """Tell whether other numbers were drawn than the ratios ask for."""
        return self.drawn != self.asked


@dataclass
class Fairness:
    """The classes of all confirmed draws, and how many draws they are."""

    draws: int
    rows: list[ByClass]

    @property
    def suspects(self) -> list[ByClass]:
        """Return the classes at which somebody should look."""
        return [each for each in self.rows if each.tally.is_suspect or each.is_short]

    @property
    def is_told(self) -> bool:
        """Tell whether enough lots have fallen in a class to say anything."""
        return any(each.tally.p is not None for each in self.rows)


def over(draws: DrawQuerySet) -> Fairness:
    """Compare the confirmed ones of some draws with what chance and their ratios would give.

    Who came in for another counts to where lots fell, too: the same algorithm drew them.
    """
    draws = draws.filter(state=DrawState.CONFIRMED)
    rows: dict[str, ByClass] = {}
    picks = (
        DrawPick.objects.filter(draw__in=draws)
        .order_by("draw", "stratum")
        .values_list("draw", "stratum", "position", "replaced_at")
    )
    found = {key: list(each) for key, each in groupby(picks.iterator(), key=itemgetter(0, 1))}
    for stratum in DrawStratum.objects.filter(draw__in=draws).iterator():
        row = rows.setdefault(stratum.grade, ByClass(stratum.grade))
        mine = found.get((stratum.draw_id, stratum.number), [])
        row.strata += 1
        row.size += stratum.size
        row.asked += sample_size(stratum.size, stratum.ratio, stratum.least)
        row.drawn += sum(replaced_at is None for *_key, replaced_at in mine)
        row.tally.add(stratum.size, [position for _d, _s, position, _r in mine])
    return Fairness(draws.count(), sorted(rows.values(), key=lambda row: row.grade))
