"""Looking up discretion: what range a benchmark in force leaves for a violation."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.errors import RuleError
from matters.models import DiscretionGround, DiscretionTier
from matters.rules.discretion import Rung, choose


@dataclass(frozen=True)
class DiscretionRange:
    """What a benchmark says for one case: the rung, its range, and the frame that the law sets."""

    ground: DiscretionGround
    tier: DiscretionTier

    @property
    def measure(self) -> str:
        return self.tier.measure

    @property
    def least(self) -> Decimal | None:
        return self.tier.least

    @property
    def most(self) -> Decimal | None:
        return self.tier.most

    @property
    def is_inside_the_law(self) -> bool:
        """Tell whether the rung stays inside the law's range; sparing a party may go below it."""
        frame, own = self.ground, self.tier
        if own.measure == "none" or own.most is None or frame.most is None or frame.least is None:
            return True
        return own.least is not None and frame.least <= own.least and own.most <= frame.most


def discretion(
    ground: str, circumstances: str | int, day: dt.date, *, region_path: str = ""
) -> DiscretionRange:
    """Return the range for a violation (its code or its words) on a legal day.

    ``circumstances`` are the degree, the text of the rung or a part of it, or the number of times
    (this one included). Of several benchmarks the one for the nearest region counts. Raises
    RuleError where no benchmark is in force, or where the circumstances fit no rung or several.
    """
    found = _ground(ground, day, region_path)
    tiers = {tier.order: tier for tier in found.tiers.all()}
    rungs = [
        Rung(tier.order, tier.level, tier.circumstances, tier.times_least, tier.times_most)
        for tier in tiers.values()
    ]
    fitting = choose(rungs, circumstances)
    if not fitting:
        raise RuleError("no_tier", _("No rung of the benchmark fits these circumstances."))
    if len(fitting) > 1:
        raise RuleError(
            "several_tiers",
            _("Several rungs fit: %(levels)s. Name the degree.")
            % {"levels": ", ".join(each.level for each in fitting)},
        )
    return DiscretionRange(found, tiers[fitting[0].order])


def _ground(ground: str, day: dt.date, region_path: str) -> DiscretionGround:
    from_ = DiscretionGround.objects.in_force(day).named(ground)
    rows = list(
        from_.select_related("version__policy").prefetch_related("tiers", "version__regions")
    )
    nearest: tuple[int, DiscretionGround] | None = None
    for row in rows:
        paths = [region.path for region in row.version.regions.all()]
        fits = [path for path in paths if region_path.startswith(path)]
        if region_path and paths and not fits:
            continue
        depth = max(map(len, fits), default=0)
        if nearest is None or depth > nearest[0]:
            nearest = depth, row
    if nearest is None:
        raise RuleError(
            "no_benchmark",
            _("No discretion benchmark in force on %(day)s names this violation.") % {"day": day},
        )
    return nearest[1]
