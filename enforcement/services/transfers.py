"""Handing a task to another department: offered, then taken over or refused, never in silence."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import IllegalMove, RuleError
from common.flow import move, steps
from common.models import User
from enforcement.choices import ACTS, TaskState
from enforcement.choices.collaborations import CollaborationKind, CollaborationState
from enforcement.choices.transfers import RECEIPT_DAYS, TransferState
from enforcement.models import Incident, Task, TaskTransfer
from enforcement.services import collaborations
from enforcement.services.making import listing_of, make_again
from enforcement.services.steps import hold, tell
from registry.models import Department


@transaction.atomic
def offer(task: Task, *, to_department: Department, by: User, reason: str) -> TaskTransfer:
    """Offer a task that nobody has in hand to another department.

    Raises RuleError where officers have it, it is offered already, or the act would be outside the
    list there. Emits ``enforcement.task_transfer_offered``.
    """
    hold(task)
    if TaskState.TRANSFERRED not in steps(task):
        raise RuleError("in_hand", _("Only a task that nobody has in hand is transferred."))
    if to_department.pk == task.department_id:
        raise RuleError(
            "same_department", _("It is this department's already."), field="to_department"
        )
    if is_offered(task):
        raise RuleError("offered", _("It waits for the answer of another department already."))
    if task.kind in ACTS:
        listing_of(task, to_department).require()
    made = TaskTransfer.objects.create(
        task=task,
        to_department=to_department,
        reason=reason,
        offered_by=by.pk,
        due_at=workdays.end_of(workdays.add(workdays.today(), RECEIPT_DAYS)),
    )
    collaborations.keep_for(
        made,
        CollaborationKind.TRANSFER,
        task,
        from_department=task.department,
        to_department=to_department,
        wanted=reason,
        by=by,
        due_at=made.due_at,
    )
    tell(task, "transfer_offered", by=by, reason=reason, to=str(to_department.pk))
    return made


def is_offered(task: Task) -> bool:
    """Tell whether a task waits for the answer of another department."""
    return TaskTransfer.objects.waiting().filter(task=task).exists()


@transaction.atomic
def accept(transfer: TaskTransfer, *, by: User, reason: str = "") -> Task:
    """Take a task over: it ends as transferred, and one of the receiver's own goes on.

    An act is looked up in the list anew and waits for the receiver's own approval. Emits
    ``enforcement.task_transferred`` and ``task_drafted``, and ``task_dispatched`` where it goes.
    """
    task = _task(transfer)
    hold(task)
    if TaskState.TRANSFERRED not in steps(task):
        raise IllegalMove(_("The task has gone on in the meantime; it is no longer on offer."))
    move(task, TaskState.TRANSFERRED, desk_reason="")
    given = tell(task, "transferred", by=by, reason=reason, to=str(transfer.to_department_id))
    made = make_again(task, transfer.to_department, by=by, cause=given)
    _answer(transfer, TransferState.ACCEPTED, by, reason, made=made)
    Incident.objects.filter(lead=task).update(lead=made)
    return made


@transaction.atomic
def refuse(transfer: TaskTransfer, *, by: User, reason: str) -> TaskTransfer:
    """Refuse a task, for a reason: it stays with the department that offered it.

    Emits ``enforcement.task_transfer_refused``.
    """
    _answer(transfer, TransferState.REFUSED, by, reason)
    tell(_task(transfer), "transfer_refused", by=by, reason=reason)
    return transfer


def escalate_silent() -> int:
    """Take to the superior what a department left unanswered; return how many.

    Emits ``enforcement.task_transfer_late``, once for each.
    """
    late = TaskTransfer.objects.silent(timezone.now()).select_related("to_department", "task")
    count = 0
    for each in late:
        with transaction.atomic():
            fresh = TaskTransfer.objects.silent(timezone.now()).filter(pk=each.pk)
            if fresh.update(escalated_at=timezone.now()):
                above = each.to_department.parent_id or each.to_department_id
                tell(each.task, "transfer_late", to=str(above))
                count += 1
    return count


def _answer(transfer: TaskTransfer, state: str, by: User, text: str, **more: Any) -> None:
    move(
        transfer,
        state,
        answer=text,
        answered_by=by.pk,
        answered_at=timezone.now(),
        **more,
    )
    refused = state == TransferState.REFUSED
    settled = CollaborationState.REFUSED if refused else CollaborationState.ANSWERED
    collaborations.settle(transfer, settled, by=by, text=text)


def _task(transfer: TaskTransfer) -> Task:
    rows = Task.objects.select_related(
        "matter_version__matter", "checklist_version__checklist", "subject", "region"
    )
    found: Task = rows.get(pk=transfer.task_id)
    return found
