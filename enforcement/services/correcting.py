"""Mending what officers handed a task back for, and giving it to the same officers again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import RuleError
from common.models import User
from enforcement.choices import TaskState
from enforcement.models import Task
from enforcement.services import desk
from enforcement.services.steps import hold, tell
from registry.models import Officer


def last_crew(task: Task) -> list[Officer]:
    """Return who had the task last, the lead first; nobody where it never went out."""
    ended = task.assignments.exclude(ended_at=None).select_related("officer__user")
    rows = list(ended.order_by("-ended_at", "position"))
    return [row.officer for row in rows if row.ended_at == rows[0].ended_at]


@transaction.atomic
def correct(task: Task, *, wanted: str, due_at: dt.datetime, by: User, reason: str) -> Task:
    """Mend a task that was handed back, and send it to the officers who had it.

    ``reason`` says what was mended. Raises RuleError where it was not handed back, where nothing
    was changed, or where one of them does not fit any more. Emits ``enforcement.task_corrected``
    and ``task_dispatched``.
    """
    hold(task)
    crew = last_crew(task)
    if task.state != TaskState.RETURNED or not crew:
        raise RuleError("not_returned", _("Only a task that its officers handed back is mended."))
    if (wanted, due_at) == (task.wanted, task.due_at):
        raise RuleError(
            "nothing_changed",
            _("Nothing was changed. Mend what it was handed back for."),
            field="wanted",
        )
    before = {"wanted": task.wanted, "due_at": task.due_at.isoformat()}
    task.wanted, task.due_at = wanted, due_at
    task.save(update_fields=["wanted", "due_at"])
    tell(task, "corrected", by=by, reason=reason, before=before)
    second = crew[1] if len(crew) > 1 else None
    desk.dispatch(task, lead=crew[0], second=second, by=by, reason=reason)
    return task
