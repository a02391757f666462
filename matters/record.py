"""What the page of a matter shows besides its own fields: how far it is claimed."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.safestring import SafeString

from common.search import EXCERPT, highlight, runs
from matters.models import Claim, MatterVersion
from registry.choices import Level
from registry.models import Department


@dataclass(frozen=True)
class Cover:
    """How many bodies of a level have claimed a matter, of how many of its line of business."""

    level: str
    claimed: int
    due: int

    @property
    def share(self) -> int:
        """Return the share in whole percent, never 100 before the last one."""
        return 100 * min(self.claimed, self.due) // self.due if self.due else 0


def coverage_of(version: MatterVersion) -> list[Cover]:
    """Return the claims of a matter by exercising level; without a line nobody is due."""
    claims = Claim.objects.filter(matter=version.matter_id).exclude(state="ended").order_by()
    by_level = dict(
        claims.values_list("level")
        .annotate(n=Count("department", distinct=True))
        .values_list("level", "n")
    )
    due: dict[int, int] = {}
    if version.line:
        bodies = Department.objects.filter(level__in=version.levels, lines__contains=[version.line])
        due = dict(bodies.order_by().values_list("level").annotate(n=Count("pk")))
    return [
        Cover(str(Level(level).label), by_level.get(level, 0), due.get(level, 0))
        for level in sorted(version.levels)
    ]


SEARCHED = ("object", "object_en", "basis", "basis_en", "process", "process_en", "result")


def passage(version: MatterVersion, text: str) -> SafeString:
    """Return where a version holds what was searched for, marked; its object where no text does."""
    words = runs(text)
    for name in SEARCHED:
        whole = getattr(version, name)
        if any(word in whole.lower() for word in words):
            return highlight(whole, text, around=EXCERPT)
    return highlight(version.object, text, around=EXCERPT)
