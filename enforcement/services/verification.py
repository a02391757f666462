"""Making the task that a clue calls for, and sending it out when nothing stands against it."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove
from common.flow import move
from common.models import Event, User
from enforcement.choices import ACTS, DeskReason, TaskKind, TaskSource, TaskState
from enforcement.models import StandingApproval, StandingApprovalDay, Task
from enforcement.services import caps, officers
from enforcement.services.desk import send_out
from enforcement.services.listing import Listing, current_form, latest_version, look_up
from enforcement.services.steps import hold, tell
from matters.models import Checklist
from registry.models import Department, Subject


@transaction.atomic
def verify(
    *,
    kind: str,
    origin: str,
    template: str,
    subject: Subject,
    line: str,
    due_at: dt.datetime,
    checklist: str,
    approval: str = "",
    department: Department,
    cause: Event,
) -> Task:
    """Make the task by which a clue is verified, once per ``origin`` and ``template``.

    ``department`` is the top of the subtree that may act; the lowest department of the line that is
    competent at the object does. An act on a counterpart runs under the standing approval that
    ``approval`` names: one code, or a family of them (``SA-DRAIN`` for ``SA-DRAIN-330106`` and its
    like, one per bureau). Whatever stands against it leaves the task at the dispatcher's desk with
    the reason; outside the list no act is made, internal work at the desk says so.

    Emits ``enforcement.task_drafted``, then ``task_approved`` and ``task_dispatched`` as far as it
    gets. Source: 国办发〔2024〕54号, approval before every inspection.
    """
    _one_at_a_time(origin, template)
    known: Task | None = Task.objects.filter(origin=origin, template=template).first()
    if known is not None:
        return known
    task = Task(
        kind=kind,
        source=TaskSource.WARNING,
        origin=origin,
        template=template,
        subject=subject,
        region=subject.region,
        line=line,
        due_at=due_at,
    )
    if kind in ACTS:
        return _act(task, approval, department, cause)
    acting = officers.acting_departments(department, line=line, region=subject.region)
    task.department = acting[0]
    form = Checklist.objects.filter(code=checklist).order_by("pk").first() if checklist else None
    task.checklist_version = current_form(form) if form else None
    _draft(task, cause)
    send_out(task, cause=cause)
    return task


@transaction.atomic
def retry(task: Task, *, by: User) -> Task:
    """Make the inspection that was outside the list, now that the list is in order.

    The internal work that stood in its place ends. Raises RuleError with one sentence while
    something is still wrong. Emits ``enforcement.task_retried``, then what ``verify`` does.
    """
    hold(task)
    if not task.can_be_retried or task.approval is None:
        raise IllegalMove(_("Only an inspection that was outside the list can be tried again."))
    again = Task(
        kind=TaskKind.ON_SITE,
        source=task.source,
        origin=task.origin,
        template=f"{task.template}+{Task.objects.of_origin(task.origin).count()}",
        subject=task.subject,
        region=task.region,
        line=task.line,
        due_at=max(task.due_at, timezone.now() + (task.due_at - task.created_at)),
    )
    listing, _approval = _best_placed(again, [task.approval], task.approval.department)
    listing.require()
    opened = Event.objects.about(task).first()
    move(task, TaskState.CANCELLED, desk_reason="")
    tell(task, "retried", by=by)
    return _act(again, task.approval.code, task.approval.department, opened)


def _act(task: Task, code: str, top: Department, cause: Event | None) -> Task:
    named = Q(code=code) | Q(code__startswith=f"{code}-")
    approvals = list(
        StandingApproval.objects.filter(named)
        .select_related("matter", "checklist", "department")
        .order_by("code")
    )
    if not code or not approvals:
        acting = officers.acting_departments(top, line=task.line, region=task.region)
        return _desk_work(task, acting[0], DeskReason.NO_APPROVAL, cause)
    version = latest_version(approvals[0].matter)
    task.line = version.line if version and version.line else task.line
    listing, approval = _best_placed(task, approvals, top)
    task.approval = approval or approvals[0]
    if listing.fault:
        task.desk_fault = listing.fault
        return _desk_work(task, listing.department, DeskReason.OUTSIDE_LIST, cause)
    task.department = listing.department
    task.matter_version, task.claim = listing.version, listing.claim
    task.checklist_version = listing.checklist_version
    reason = _take(approval)
    if reason:
        task.approval, task.desk_reason = None, reason
        _draft(task, cause)
        return task
    _draft(task, cause)
    _approve(task, cause)
    return task


def _best_placed(
    task: Task, approvals: list[StandingApproval], top: Department
) -> tuple[Listing, StandingApproval | None]:
    """Return how the lowest department stands that may act by the list, approved ones first."""
    today = workdays.today()
    places = []
    for department in officers.acting_departments(top, line=task.line, region=task.region):
        covering = [each for each in approvals if department.path.startswith(each.department.path)]
        covering.sort(key=lambda each: (each.revoked_at is not None, today not in each.valid))
        approval = covering[0] if covering else None
        means = approval or approvals[0]
        listing = look_up(means.matter, means.checklist, department=department, region=task.region)
        places.append((listing, approval))
    return min(places, key=lambda place: (bool(place[0].fault), place[1] is None))


def _take(approval: StandingApproval | None) -> str:
    """Take one of today's inspections under the approval; return the reason why there is none.

    The row of the day is locked by the update, so that the limit holds however many come at once.
    """
    today = workdays.today()
    if approval is None or not StandingApproval.objects.in_force(today).filter(pk=approval.pk):
        return DeskReason.NO_APPROVAL
    StandingApprovalDay.objects.bulk_create(
        [StandingApprovalDay(approval=approval, day=today)], ignore_conflicts=True
    )
    left = StandingApprovalDay.objects.filter(
        approval=approval, day=today, used__lt=approval.daily_limit
    )
    return "" if left.update(used=F("used") + 1) else DeskReason.LIMIT_REACHED


def _approve(task: Task, cause: Event | None) -> None:
    """Approve by the standing approval and send the task out."""
    caps.require(task)
    move(task, TaskState.APPROVED)
    tell(task, "approved", basis=str(task.approval), cause=cause)
    send_out(task, cause=cause)


def _desk_work(task: Task, department: Department, reason: str, cause: Event | None) -> Task:
    """Leave internal work at the desk where an act was called for that may not be made."""
    task.kind, task.department, task.desk_reason = TaskKind.INTERNAL, department, reason
    _draft(task, cause)
    return task


def _draft(task: Task, cause: Event | None) -> None:
    task.save(force_insert=True)
    tell(task, "drafted", cause=cause)


def _one_at_a_time(origin: str, template: str) -> None:
    """Let one transaction at a time look for the task of an origin and template and make it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{origin}|{template}"]
        )
