"""Making tasks by a person's decision, and letting an inspection begin before its approval."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove, RuleError
from common.flow import move
from common.models import Event, User
from enforcement.choices import ACTS, BY_HAND, DeskReason, TaskKind, TaskSource, TaskState
from enforcement.models import Plan, Task
from enforcement.services import caps
from enforcement.services.desk import send_out
from enforcement.services.listing import Listing, current_form, look_up
from enforcement.services.steps import hold, tell
from matters.models import Checklist, Matter
from registry.models import Department, Subject


@dataclass(frozen=True)
class Order:
    """What is to be done, where, by which department, until when.

    An act on a counterpart names its ``matter`` and ``checklist``; other work needs neither.
    ``origin`` and ``template`` name what called for it, so that it is made once.
    ``on_site_reason`` says why officers go where the matter may be inspected without a visit.
    """

    kind: str
    subject: Subject
    department: Department
    due_at: dt.datetime
    source: str = TaskSource.OWN
    wanted: str = ""
    matter: Matter | None = None
    checklist: Checklist | None = None
    line: str = ""
    plan: Plan | None = None
    origin: str = ""
    template: str = ""
    on_site_reason: str = ""


@transaction.atomic
def make(order: Order, *, by: User | None = None, cause: Event | None = None) -> Task:
    """Make a task. An act waits at the desk for the head's approval; other work goes out at once.

    Raises RuleError with one sentence where the act would be outside the list
    (浙江省综合行政执法条例 art. 6), at ``matter`` or ``checklist`` where one is missing.
    Emits ``enforcement.task_drafted`` and, where officers fit, ``task_dispatched``.
    """
    task = Task(
        kind=order.kind,
        source=order.source,
        wanted=order.wanted,
        subject=order.subject,
        region=order.subject.region,
        department=order.department,
        line=order.line,
        plan=order.plan,
        origin=order.origin,
        template=order.template,
        due_at=order.due_at,
        on_site_reason=order.on_site_reason or _reason_of_plan(order),
    )
    if order.kind in ACTS:
        _put_on_the_list(task, order)
        _prefer_off_site(task, order)
        task.desk_reason = DeskReason.APPROVAL_DUE
    elif order.checklist is not None:
        task.checklist_version = current_form(order.checklist)
    task.save(force_insert=True)
    tell(task, "drafted", by=by, reason=order.wanted, cause=cause)
    if order.kind not in ACTS:
        send_out(task, by=by, cause=cause)
    return task


@transaction.atomic
def make_again(
    task: Task, department: Department, *, by: User | None = None, cause: Event | None = None
) -> Task:
    """Make what a task asked for once more, for a department; an act waits for approval anew.

    Raises RuleError where the act is outside the list there. Emits what ``make`` does.
    """
    count = Task.objects.of_origin(task.origin).count()
    again = Task(
        kind=task.kind,
        source=task.source,
        wanted=task.wanted,
        subject=task.subject,
        region=task.region,
        department=department,
        line=task.line,
        plan_id=task.plan_id,
        origin=task.origin,
        template=f"{task.template}+{count}" if task.origin else task.template,
        due_at=task.due_at,
        checklist_version=task.checklist_version,
        on_site_reason=task.on_site_reason,
    )
    if task.kind in ACTS:
        listing = listing_of(task, department)
        listing.require()
        again.matter_version, again.claim = listing.version, listing.claim
        again.checklist_version = listing.checklist_version
        again.desk_reason = DeskReason.APPROVAL_DUE
    again.save(force_insert=True)
    tell(again, "drafted", by=by, cause=cause)
    if again.kind not in ACTS:
        send_out(again, by=by, cause=cause)
    return again


def listing_of(task: Task, department: Department) -> Listing:
    """Return how a department stands to a task's matter and form by the list."""
    if task.matter_version is None or task.checklist_version is None:
        raise RuleError("matter_missing", _("An inspection runs under a supervision matter."))
    return look_up(
        task.matter_version.matter,
        task.checklist_version.checklist,
        department=department,
        region=task.region,
    )


@transaction.atomic
def begin_urgently(task: Task, *, by: User, reason: str) -> Task:
    """Let an inspection go out at once; the head completes its approval within 24 hours.

    Source: 国办发〔2024〕54号 with domain 3.7a [D]. Emits ``enforcement.task_begun_urgently`` and,
    where officers fit, ``task_dispatched``.
    """
    hold(task)
    if not task.may_begin_urgently:
        raise IllegalMove(_("Only an inspection that waits for its approval begins urgently."))
    caps.require(task)
    move(task, TaskState.APPROVED, begun_urgently_at=timezone.now(), desk_reason="")
    tell(task, "begun_urgently", by=by, reason=reason)
    send_out(task, by=by)
    return task


@transaction.atomic
def complete_approval(task: Task, *, by: User, basis: str) -> Task:
    """Approve an inspection after it had to begin; not by whoever let it begin.

    Emits ``enforcement.task_approval_completed``.
    """
    hold(task)
    if task.approval_due_at is None:
        raise IllegalMove(_("No approval is missing here."))
    begun = Event.objects.about(task).filter(name="enforcement.task_begun_urgently").last()
    if begun is not None and begun.by == by.pk:
        raise PermissionDenied(_("Somebody else approves what you let begin."))
    task.approved_at = task.changed_at = timezone.now()
    task.save(update_fields=["approved_at", "changed_at"])
    tell(task, "approval_completed", by=by, basis=basis)
    return task


def _reason_of_plan(order: Order) -> str:
    """Return why the plan of an order sends officers, where it does."""
    return order.plan.on_site_reason if order.plan and order.kind == TaskKind.ON_SITE else ""


def _prefer_off_site(task: Task, order: Order) -> None:
    """Refuse a visit without a reason where the matter may be inspected without one, and the other
    way round (国办发〔2024〕54号: what can be done off-site is not done by a visit).

    Plans choose their method when they are approved; a clue says itself why somebody goes.
    """
    version = task.matter_version
    if version is None or order.plan is not None:
        return
    if order.kind == TaskKind.OFF_SITE and version.methods and not version.allows_off_site:
        raise RuleError(
            "no_off_site",
            _("This matter does not name off-site supervision among its methods."),
            field="kind",
        )
    by_hand = order.source in BY_HAND
    needs_reason = order.kind == TaskKind.ON_SITE and version.allows_off_site and by_hand
    if needs_reason and not order.on_site_reason:
        raise RuleError(
            "on_site_reason",
            _("This matter may be inspected off-site. Choose that, or say why officers must go."),
            field="on_site_reason",
        )


def _put_on_the_list(task: Task, order: Order) -> None:
    if order.matter is None:
        raise RuleError(
            "matter_missing",
            _("An inspection runs under a supervision matter: choose one."),
            field="matter",
        )
    if order.checklist is None:
        raise RuleError(
            "checklist_missing", _("An inspection runs by a checklist."), field="checklist"
        )
    listing = look_up(
        order.matter, order.checklist, department=order.department, region=order.subject.region
    )
    listing.require()
    task.matter_version, task.claim = listing.version, listing.claim
    task.checklist_version = listing.checklist_version
    if listing.version is not None:
        task.line = listing.version.line or task.line
