"""What the page of a matter shows besides its own fields: cited articles, how far it is claimed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from common import workdays
from common.models import User, reference
from matters import rules
from matters.models import Article, Citation, Claim, MatterVersion
from registry.choices import Level
from registry.models import Department

MOST_CITED = 20


def basis_of(version: MatterVersion, user: User) -> list[tuple[Citation, Article | None]]:
    """Return what a version cites with the articles as they read on its day.

    That day is the first on which it is in force; a draft shows what is in force today.
    """
    rows = Citation.objects.visible_to(user).of([reference(version)]).select_related("law")
    cited = list(rows[:MOST_CITED])
    days = {row.pk: row.day or version.first_day or workdays.today() for row in cited}
    found: dict[Any, Article] = {}
    for day in set(days.values()):
        on_day = [row for row in cited if days[row.pk] == day and row.law_id and row.locator]
        places = {place for row in on_day for place in rules.candidates(row.locator)}
        articles = Article.objects.in_force(day).filter(
            version__law__in={row.law_id for row in on_day}, locator__in=places
        )
        for article in articles.select_related("version").defer("search"):
            found[day, article.version.law_id, article.locator] = article
    return [(row, _nearest(row, days[row.pk], found)) for row in cited]


def _nearest(row: Citation, day: dt.date, found: dict[Any, Article]) -> Article | None:
    """Return the article that a citation means, or the nearest piece that the text has."""
    if not row.law_id or not row.locator:
        return None
    places = ((day, row.law_id, place) for place in rules.candidates(row.locator))
    return next((found[place] for place in places if place in found), None)


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
