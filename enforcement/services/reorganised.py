"""What a reorganisation of departments does to open tasks and standing approvals."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from enforcement.choices import ACTS
from enforcement.models import StandingApproval, Task
from matters.models import Claim, MatterVersion
from registry.carriers import Passing


def _passing_tasks(passing: Passing) -> Any:
    rows = Task.objects.open().filter(department=passing.old)
    return rows.filter(line__in=list(passing.lines)) if passing.lines else rows


def _passing_approvals(passing: Passing) -> Any:
    rows = StandingApproval.objects.filter(department=passing.old, revoked_at=None)
    rows = rows.exclude(valid__fully_lt=DateRange(passing.day, None))
    if passing.lines:
        versions = MatterVersion.objects.in_force(passing.day).filter(line__in=list(passing.lines))
        rows = rows.filter(matter__in=versions.values("matter"))
    return rows


def count_approvals(passing: Passing) -> int:
    """Return how many standing approvals would pass over."""
    return int(_passing_approvals(passing).count())


def carry_approvals(passing: Passing) -> int:
    """Let standing approvals go on under the successor: what goes out by them is its work.

    Each keeps its code, limit, period and approver; one that has ended stays what it was.
    """
    return int(_passing_approvals(passing).update(department=passing.new))


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
