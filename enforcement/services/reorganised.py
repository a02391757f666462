"""What a reorganisation of departments does to open tasks."""

from typing import Any

from enforcement.choices import ACTS
from enforcement.models import Task
from matters.models import Claim
from registry.carriers import Passing


def _passing_tasks(passing: Passing) -> Any:
    rows = Task.objects.open().filter(department=passing.old)
    return rows.filter(line__in=list(passing.lines)) if passing.lines else rows


def count_tasks(passing: Passing) -> int:
    """Return how many open tasks would pass over."""
    return int(_passing_tasks(passing).count())


def carry_tasks(passing: Passing) -> int:
    """Give open tasks to the successor; closed ones stay what they were.

    An act needs a claim of the successor for its place: without one it is finished where it was
    begun.
    """
    rows = list(_passing_tasks(passing).select_related("matter_version", "region"))
    standing = Claim.objects.standing().filter(department=passing.new).select_related("region")
    claims: dict[Any, list[Claim]] = {}
    for claim in standing:
        claims.setdefault(claim.matter_id, []).append(claim)
    moved = 0
    for task in rows:
        if task.kind in ACTS:
            own = claims.get(task.matter_version.matter_id, [])
            fit = next((c for c in own if task.region.path.startswith(c.region.path)), None)
            if fit is None:
                continue
            task.claim = fit
        task.department = passing.new
        task.save(update_fields=["department", "claim"])
        moved += 1
    return moved
