"""Where a matter was acted under this year: by each department that claimed it, and by region."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from common import panels, workdays
from common.models import User
from enforcement.choices import ACTS, TaskState
from enforcement.models import PastInspection, Task
from matters.models import Claim, MatterVersion
from registry.choices import Level
from registry.models import Region

MOST_ROWS = 60


@dataclass(frozen=True)
class Done:
    """A claim with the acts of the year under it, in the portal and in other systems."""

    claim: Claim
    acts: int


@dataclass(frozen=True)
class Place:
    """A region with the claims there, and those without an act."""

    name: str
    claims: int
    idle: int
    acts: int


def acts_of(day: dt.date) -> Any:
    """Return the tasks that count as acts of a day's year: on a counterpart, not called off."""
    began = workdays.end_of(dt.date(day.year - 1, 12, 31))
    return Task.objects.filter(kind__in=ACTS, created_at__gte=began).exclude(
        state=TaskState.CANCELLED
    )


def past_of(day: dt.date) -> Any:
    """Return the inspections of a day's year that another system recorded."""
    return PastInspection.objects.within(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def acts_under(version: MatterVersion, user: User) -> panels.Panel | None:
    """Return the acts of the year under a matter against its claims; who did nothing is named."""
    if not user.has_perm("enforcement.view_task") or not user.has_perm("matters.view_claim"):
        return None
    today = workdays.today()
    found = Claim.objects.visible_to(user).in_force(today).filter(matter=version.matter_id)
    claims = list(found.select_related("department", "region").order_by("department__path"))
    if not claims:
        return None
    own = acts_of(today).filter(claim__in=claims).order_by().values_list("claim")
    counted = Counter(dict(own.annotate(Count("pk"))))
    past = past_of(today).filter(
        Q(matter=version.matter_id), department__in={each.department_id for each in claims}
    )
    elsewhere = dict(past.order_by().values_list("department").annotate(Count("pk")))
    rows = []
    for claim in claims:  # what another system says of a department counts once, for its first
        rows.append(Done(claim, counted[claim.pk] + elsewhere.pop(claim.department_id, 0)))
    rows.sort(key=lambda each: (each.acts > 0, -each.acts))
    context = {
        "year": today.year,
        "rows": rows[:MOST_ROWS],
        "more": max(len(rows) - MOST_ROWS, 0),
        "claims": len(rows),
        "idle": sum(not each.acts for each in rows),
        "acts": sum(each.acts for each in rows),
        "places": _places(rows),
    }
    return panels.Panel(_("Acts this year"), "enforcement/_acts_panel.html", context)


def _places(rows: list[Done]) -> list[Place]:
    """Return the claims by county, or by the region above where a body has no county."""
    paths = {row.claim.region.path: _county(row.claim.region.path) for row in rows}
    regions = Region.objects.filter(path__in=set(paths.values())).order_by("path")
    found = []
    for region in regions:
        inside = [row for row in rows if paths[row.claim.region.path] == region.path]
        idle = sum(not row.acts for row in inside)
        found.append(Place(region.named, len(inside), idle, sum(row.acts for row in inside)))
    return found if len(found) > 1 else []


def _county(path: str) -> str:
    steps = path.rstrip("/").split("/")
    return "/".join(steps[: Level.COUNTY - Level.PROVINCE + 1]) + "/"


panels.register("matters.matterversion", "enforcement.acts", acts_under, place="coverage")
