"""What the officers do on their way: accept, arrive, hand back."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import IllegalMove
from common.flow import move, steps
from common.models import User
from enforcement.choices import VISITS, DeskReason, TaskState
from enforcement.models import Task
from enforcement.services.desk import take_back
from enforcement.services.steps import assigned_officer, hold, keep_legal, tell


@transaction.atomic
def accept(task: Task, *, by: User) -> Task:
    """Take the task on, for all its officers; the second of them to do so changes nothing.

    Emits ``enforcement.task_accepted``.
    """
    return _reach(task, TaskState.ACCEPTED, "accepted", by=by)


@transaction.atomic
def arrive(task: Task, *, by: User) -> Task:
    """Begin a visit at the object. Emits ``enforcement.task_arrived``.

    Its two officers are at the door and show the entry code; other work has no such step. The
    second of them to say so changes nothing.
    """
    if task.kind not in VISITS:
        raise IllegalMove(_("Only a visit begins with the arrival."))
    if task.state == TaskState.SUBMITTED:
        raise IllegalMove(_("An answer to this visit has been submitted already."))
    return _reach(task, TaskState.ON_SITE, "arrived", by=by)


@transaction.atomic
def return_(task: Task, *, by: User, reason: str) -> Task:
    """Hand the task back to the dispatcher, for a reason: it waits at the desk again.

    Emits ``enforcement.task_returned``.
    """
    hold(task)
    if TaskState.RETURNED in steps(task):
        assigned_officer(task, by)
    move(task, TaskState.RETURNED, desk_reason=DeskReason.RETURNED)
    tell(task, "returned", by=by, reason=reason, taken_from=take_back(task))
    return task


def _reach(task: Task, to: str, what: str, *, by: User) -> Task:
    """Move the task to a state that its officers reach together; whoever is there may say so."""
    if Task.objects.select_for_update().get(pk=task.pk).state == to:
        task.refresh_from_db(fields=["state", "changed_at"])
        assigned_officer(task, by)
        return task
    hold(task)
    if to in steps(task):
        assigned_officer(task, by)
    keep_legal(task)
    move(task, to)
    tell(task, what, by=by)
    return task
