"""How the house answers a risk warning: who is told, which checks go out, what settles it."""

import re

from django.db.models import Q
from django.utils import timezone

import enforcement.services as enforcement
import risk.services as risk
from common.channels import tell
from common.flow import steps
from common.models import Event, User, reference, resolve
from enforcement.choices import Finding, TaskState
from enforcement.models import Inspection, Task
from enforcement.querysets import TaskQuerySet
from enforcement.services import incidents
from registry.models import Grant, Subject
from risk.choices import Condition
from risk.definitions import Response, read
from risk.models import RiskWarning

# The finding that decides when several checks answered one warning, the gravest first.
_DECIDING = (Finding.CONFIRMED, Finding.BENIGN_TRUE, Finding.FALSE, Finding.CANNOT_VERIFY)


def warning_of(task: Task) -> RiskWarning | None:
    """Return the warning that a task's answer settles: the one that called for it.

    Where late readings joined that one to another, it is the one that stands.
    """
    row = resolve(task.origin) if task.origin else None
    return row.survivor() if isinstance(row, RiskWarning) else None


def checks_of(warning: RiskWarning) -> TaskQuerySet:
    """Return the tasks that a warning called for, or one that was joined to it."""
    return Task.objects.of_origin(*risk.origins_of(warning))


def push(warning: RiskWarning, *, cause: Event) -> None:
    """Tell everybody in charge that a warning rose, and mark it pushed."""
    _tell_those_in_charge(warning, "risk.warned", level=warning.level, key=reference(warning))
    risk.push(warning, cause=cause)


def grow_graver(warning: RiskWarning, *, cause: Event) -> None:
    """Have a warning that became graver verified, and tell those in charge, once per level."""
    risk.open_round(warning, cause=cause)
    warning.refresh_from_db()
    level = cause.facts["peak" if warning.condition == Condition.RESOLVED else "level"]
    key = f"{reference(warning)}:{warning.round}:{level}"
    _tell_those_in_charge(warning, "risk.escalated", level=level, key=key)
    call_for_checks(warning, cause.facts["peak"], cause=cause)


def verify_again(warning: RiskWarning, *, cause: Event) -> None:
    """Have a warning that was settled and is over its threshold again verified once more."""
    if not risk.open_round(warning, cause=cause):
        return
    warning.refresh_from_db()
    key = f"{reference(warning)}:{warning.round}"
    _tell_those_in_charge(warning, "risk.reopened", level=cause.facts["level"], key=key)
    call_for_checks(warning, cause.facts["level"], cause=cause)


def _tell_those_in_charge(warning: RiskWarning, code: str, *, level: int, key: str) -> None:
    """Tell everybody who may sign for warnings of this place."""
    grants = (
        Grant.objects.in_force()
        .carrying("risk.sign_riskwarning")
        .over_region(warning.region.path)
        .values("user")
    )
    tell(
        User.objects.filter(pk__in=grants, is_active=True),
        code,
        key=key,
        params={"warning": str(warning.pk), "level": level},
    )


def call_for_checks(warning: RiskWarning, level: int, *, cause: Event) -> None:
    """Call for each check that the rule asks for at this level; one called for already stays."""
    version = warning.rule_version
    for response in read(version.definition).responses:
        checked = warning.target if response.on_target else warning.subject
        if level in response.levels and checked is not None:
            _call_for(response, checked, warning, cause)


def _call_for(response: Response, checked: Subject, warning: RiskWarning, cause: Event) -> None:
    """Call for one check, once in each round; one of a round before that is still open serves."""
    approval = response.approval_for(checked.labels)
    template = f"{response.task}:{approval or response.checklist}"
    same = Q(template=template) | Q(template__regex=rf"^{re.escape(template)}[#+]")
    if warning.round > 1:
        if checks_of(warning).open().filter(same).exists():
            return
        template = f"{template}#{warning.round}"
    enforcement.verify(
        kind=response.task,
        origin=reference(warning),
        template=template,
        subject=checked,
        line=response.line,
        due_at=timezone.now() + response.due,
        checklist=response.checklist,
        approval=approval,
        department=warning.rule_version.department,
        cause=cause,
    )


def join(warning: RiskWarning, *, cause: Event) -> None:
    """End a warning in the one that it was joined to, which its checks settle from now on.

    A check that nobody has taken yet is called off where the one that stands asks for the same.
    """
    risk.merge(warning, cause=cause)
    stands = warning.survivor()
    if stands == warning:
        return
    asked = set(checks_of(stands).exclude(origin=reference(warning)).open().values_list("template"))
    for task in Task.objects.of_origin(reference(warning)).not_accepted():
        if (task.template,) in asked:
            enforcement.cancel(task, cause=cause)
    if checks_of(stands).open().exists() and risk.open_round(stands, cause=cause):
        stands.refresh_from_db()
    settle(stands, cause=cause)


def call_off(warning: RiskWarning, *, settled: Event) -> None:
    """Call off what is open of a warning's checks; one that began on site is finished there."""
    by = User.objects.get(pk=str(settled.by))
    for task in checks_of(warning).open():
        if TaskState.CANCELLED in steps(task):
            enforcement.cancel(task, by=by, reason=settled.basis, cause=settled)


def take_back(warning: RiskWarning, *, cause: Event) -> None:
    """End a warning that late readings took away; a check that is under way is still heard."""
    for task in checks_of(warning).not_accepted():
        enforcement.cancel(task, cause=cause)
    settle(warning, cause=cause)


def settle(warning: RiskWarning, *, cause: Event) -> None:
    """Settle a warning by the findings of its checks, and close it when the last one has ended.

    A confirmed risk settles at once; any other verdict waits until no check is open. One that late
    readings took back ends without a verdict when nobody has looked into it.
    """
    tasks = incidents.answering(*risk.origins_of(warning))
    answered = tasks.filter(state=TaskState.CLOSED)
    if warning.round_since is not None:
        answered = answered.filter(changed_at__gt=warning.round_since)
    findings = set(
        Inspection.objects.standing().filter(task__in=answered).values_list("finding", flat=True)
    )
    waiting = tasks.open().exists()
    deciding = next((each for each in _DECIDING if each in findings), None)
    if deciding is None and not waiting and warning.is_taken_back:
        risk.withdraw(warning, cause=cause)
    if deciding is None or (waiting and deciding != Finding.CONFIRMED):
        return
    risk.settle(warning, deciding, cause=cause)
    if waiting:
        risk.handle(warning, cause=cause)
    else:
        risk.close(warning, cause=cause)
