"""What every act on a task does: hold the row, know the actor, say what happened."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError, StaleState
from common.events import emit
from common.models import Event, User
from enforcement.choices import ACTS, LegalState, Position
from enforcement.models import Assignment, Inspection, Task
from registry.models import Officer


def hold(task: Task) -> None:
    """Lock the task until the act is written.

    Raises StaleState when it is no longer as it was fetched, so that whoever comes second is told
    even where the same state has come back in between.
    """
    fetched = (task.state, task.changed_at)
    now = Task.objects.select_for_update().values_list("state", "changed_at").get(pk=task.pk)
    if now != fetched:
        raise StaleState(
            _("This task was changed by somebody else in the meantime. Reload to see it as it is.")
        )


def keep_legal(task: Task) -> None:
    """Refuse to go on with a task whose legal basis has ended until that is reviewed."""
    if task.legal_reviews.filter(state=LegalState.WAITING).exists():
        raise RuleError(
            "legal_review",
            _(
                "The legal basis of this task has ended. It waits for legal review; ask the "
                "legal reviewer of the department."
            ),
        )


def officer_on(task: Task, by: User) -> Officer:
    """Return the officer as whom ``by`` is on the task now; PermissionDenied for anybody else."""
    standing = task.assignments.filter(ended_at=None, officer__user=by)
    assignment = standing.select_related("officer").first()
    if assignment is None:
        raise PermissionDenied(_("This task is assigned to other officers."))
    officer: Officer = assignment.officer
    return officer


def assigned_officer(task: Task, by: User) -> Officer:
    """Return the officer as whom ``by`` acts on the task now.

    Raises PermissionDenied for everybody else, RuleError where the task is an act and the
    certificate is not valid today (国办发〔2024〕54号: certificate holders only).
    """
    officer = officer_on(task, by)
    if task.kind in ACTS and not is_certified(officer):
        raise RuleError(
            "uncertified",
            _("Your certificate is not valid today; an inspection needs a valid one."),
        )
    return officer


def is_certified(officer: Officer) -> bool:
    """Tell whether the officer's certificate is valid today."""
    return officer.valid is not None and workdays.today() in officer.valid


def assign(task: Task, officers: list[Officer]) -> None:
    """Put officers on the task, the first of them in the lead."""
    Assignment.objects.bulk_create(
        Assignment(task=task, officer=officer, position=position)
        for officer, position in zip(officers, Position.values, strict=False)
    )


def tell(
    task: Task,
    what: str,
    *,
    by: User | None = None,
    basis: str = "",
    reason: str = "",
    cause: Event | None = None,
    inspection: Inspection | None = None,
    **more: Any,
) -> Event:
    """Emit ``enforcement.task_<what>`` with the facts known so far, and the reason if one is due;
    ``more`` are facts of this act alone.

    Without a ``cause`` it is the event that opened the task: the chain from the reading to the
    public page stays whole and short however often a task changes hands.
    """
    facts = {"origin": task.origin, "kind": task.kind, **more}
    if inspection is not None:
        facts |= {"outcome": inspection.outcome, "finding": inspection.finding}
    if reason:
        facts["reason"] = reason
    return emit(
        f"enforcement.task_{what}",
        task,
        subject=task.subject_id,
        facts=facts,
        by=by,
        basis=basis,
        cause=cause or Event.objects.about(task).first(),
    )
