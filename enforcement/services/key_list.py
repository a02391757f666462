"""Tasks of a plan's key list: everybody on it is visited, as often as the plan says, in its window.

What a draw is for the random list, this is for the key list. Each inspection made by it waits for
the head's approval like any other (国办发〔2024〕54号).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.models import User, reference
from enforcement.choices import PlanMethod, PlanState, RiskList, TaskKind, TaskSource
from enforcement.models import Plan, Task
from enforcement.rules import plans as rules
from enforcement.services import caps, making
from enforcement.services.plans import objects_on
from matters.models import Claim
from registry.models import Department, Subject
from registry.querysets import below

AT_ONCE = 200
"""Tasks that one act makes at most; what is left is made by the next."""


@dataclass(frozen=True)
class Made:
    """What came of making the tasks of a key list.

    ``left`` is what the next act makes, ``outside`` at how many objects nobody may act.
    """

    tasks: int = 0
    left: int = 0
    outside: int = 0


def has_key_list(plan: Plan) -> bool:
    """Tell whether a plan sees somebody in full."""
    return any(each.risk_list == RiskList.KEY for each in plan.strata())


@transaction.atomic
def make_tasks(plan: Plan, *, by: User) -> Made:
    """Make the tasks that the key list of a running plan still lacks, those due first.

    The visits of an object are spread over the window; who is left alone or has had the visits of
    the year is passed over. Each is made once, however often this is called (``origin`` and
    ``template``). Emits ``enforcement.plan_listed`` and, for each task, ``task_drafted``.
    """
    held = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if held.state != PlanState.RUNNING or workdays.today() not in held.window:
        raise RuleError("not_running", _("Begin the plan first: it makes tasks in its window."))
    if not has_key_list(plan):
        raise RuleError("no_key_list", _("This plan has no key list: its objects are drawn."))
    wanted = sorted(_lacking(plan), key=lambda each: (each[0], each[1]))
    offices = _offices(plan)
    count = sum(
        _make(plan, subject, due, template, offices, by)
        for due, template, subject in wanted[:AT_ONCE]
    )
    tried = min(len(wanted), AT_ONCE)
    made = Made(count, len(wanted) - tried, tried - count)
    facts = {"tasks": made.tasks, "outside": made.outside}
    emit("enforcement.plan_listed", plan, facts=facts, by=by)
    return made


def _lacking(plan: Plan) -> Iterator[tuple[dt.date, str, Subject]]:
    """Yield the visits that have no task yet: by when, under which key, at whose place."""
    known = set(Task.objects.of_origin(reference(plan)).values_list("template", flat=True))
    times = {each.grade: each.times for each in plan.strata()}
    rows = objects_on(plan, RiskList.KEY)
    if plan.method == PlanMethod.ON_SITE:
        spared = caps.no_disturb(rows, workdays.today(), department=plan.department)
        full = caps.at_cap(plan.department, rows, plan.year)
        rows = rows.exclude(pk__in=spared.values("pk")).exclude(pk__in=full.values("pk"))
    days = {
        grade: rules.turns(plan.first_day, plan.last_day, count, workdays.today())
        for grade, count in times.items()
    }
    for subject in rows.select_related("region").order_by("pk"):
        for nth, due in enumerate(days[getattr(subject, plan.scheme)], 1):
            template = f"key.{subject.pk}.{nth}"
            if template not in known:
                yield due, template, subject


def _offices(plan: Plan) -> list[tuple[Any, list[Department]]]:
    """Return the matters of a plan, each with who has claimed it, the lowest department first."""
    reach = [
        plan.department,
        *(each.department for each in plan.members.select_related("department")),
    ]
    claims = Claim.objects.in_force(workdays.today()).filter(
        below("department__path", [each.path for each in reach])
    )
    found: dict[Any, list[Department]] = defaultdict(list)
    for claim in claims.select_related("department__region").order_by("-department__path"):
        found[claim.matter_id].append(claim.department)
    rows = plan.matters.select_related("matter", "checklist")
    return [(each, found[each.matter_id]) for each in rows]


def _make(
    plan: Plan,
    subject: Subject,
    due: dt.date,
    template: str,
    offices: list[tuple[Any, list[Department]]],
    by: User,
) -> bool:
    """Make one task under the first matter by which somebody of the plan may act at the place.

    The turns begin with one matter after the other. Tell whether there is one.
    """
    first = int(template.rpartition(".")[2]) - 1
    for at in range(len(offices)):
        row, departments = offices[(first + at) % len(offices)]
        for department in departments:
            if not subject.region.path.startswith(department.region.path):
                continue
            order = making.Order(
                kind=TaskKind.ON_SITE if plan.method == PlanMethod.ON_SITE else TaskKind.OFF_SITE,
                subject=subject,
                department=department,
                due_at=workdays.end_of(due),
                source=TaskSource.PLAN,
                plan=plan,
                matter=row.matter,
                checklist=row.checklist,
                origin=reference(plan),
                template=template,
            )
            try:
                with transaction.atomic():
                    making.make(order, by=by)
            except RuleError:
                continue
            return True
    return False
