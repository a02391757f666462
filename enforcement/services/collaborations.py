"""Asking another department, and answering: received, answered or refused, never in silence.

Joint visits and transfers keep a row of their own here (``keep_for``, ``settle``), in the
transaction of their act, so that one count holds for all that departments ask of each other.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import attachments, workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import User, reference
from enforcement.choices import TaskSource
from enforcement.choices.collaborations import (
    ANSWER_DAYS,
    ASKED_BY_HAND,
    COLLABORATION_RECEIPT_DAYS,
    CollaborationKind,
    CollaborationState,
)
from enforcement.models import Collaboration, CollaborationFile, Task
from registry.models import Department, Subject


@transaction.atomic
def ask(
    kind: str,
    *,
    from_department: Department,
    to_department: Department,
    wanted: str,
    by: User,
    subject: Subject | None = None,
    task: Task | None = None,
) -> Collaboration:
    """Ask another department for something, with a clock for receipt and answer.

    Raises RuleError for a kind that keeps its row by itself, or where a department asks itself.
    Emits ``enforcement.collaboration_asked``.
    """
    if kind not in ASKED_BY_HAND:
        raise RuleError(
            "kept_by_itself",
            _("Joint visits and transfers are asked for on the page of the task."),
            field="kind",
        )
    if from_department.pk == to_department.pk:
        raise RuleError(
            "same_department", _("A department does not ask itself."), field="to_department"
        )
    return _open(
        kind,
        from_department=from_department,
        to_department=to_department,
        wanted=wanted,
        by=by,
        subject=task.subject if task else subject,
        task=task,
    )


@transaction.atomic
def receive(row: Collaboration, *, by: User) -> Collaboration:
    """Say that the request has arrived; a copy for information is answered by that.

    Emits ``enforcement.collaboration_received``, or ``collaboration_answered`` for a copy.
    """
    _by_hand(row)
    receipt: dict[str, Any] = {"received_by": by.pk, "received_at": timezone.now()}
    if row.kind == CollaborationKind.COPY_SEND:
        receipt |= {"answered_by": by.pk, "answered_at": receipt["received_at"]}
        move(row, CollaborationState.ANSWERED, **receipt)
        _tell(row, "answered", by=by)
    else:
        move(row, CollaborationState.RECEIVED, **receipt)
        _tell(row, "received", by=by)
    return row


@transaction.atomic
def answer(row: Collaboration, *, text: str, by: User) -> Collaboration:
    """Answer a request. Emits ``enforcement.collaboration_answered``."""
    _by_hand(row)
    _settle(row, CollaborationState.ANSWERED, text, by)
    return row


@transaction.atomic
def refuse(row: Collaboration, *, reason: str, by: User) -> Collaboration:
    """Refuse a request, for a reason. Emits ``enforcement.collaboration_refused``."""
    _by_hand(row)
    _settle(row, CollaborationState.REFUSED, reason, by)
    return row


@transaction.atomic
def withdraw(row: Collaboration, *, reason: str, by: User) -> Collaboration:
    """Take a request back that is not answered. Emits ``enforcement.collaboration_withdrawn``."""
    _by_hand(row)
    move(row, CollaborationState.WITHDRAWN)
    _tell(row, "withdrawn", by=by, reason=reason)
    return row


@transaction.atomic
def attach(row: Collaboration, *, upload: "UploadedFile[Any]", by: User, is_answer: bool) -> None:
    """Keep a file of a request or of its answer, the same one once.

    Raises RuleError at ``file``. Emits ``enforcement.collaboration_attached``.
    """
    kept = attachments.keep(upload)
    file, is_new = CollaborationFile.objects.get_or_create(
        collaboration=row,
        sha256=kept.sha256,
        defaults=kept.about | {"is_answer": is_answer, "by": by.pk},
    )
    if is_new:
        _tell(row, "attached", by=by, file=str(file.pk))


def keep_for(
    kept_by: models.Model,
    kind: str,
    task: Task,
    *,
    from_department: Department,
    to_department: Department,
    wanted: str,
    by: User,
    due_at: dt.datetime | None = None,
) -> Collaboration:
    """Open the row that a joint visit or a transfer keeps; inside the transaction of its act."""
    return _open(
        kind,
        from_department=from_department,
        to_department=to_department,
        wanted=wanted,
        by=by,
        subject=task.subject,
        task=task,
        origin=reference(kept_by),
        due_at=due_at,
    )


def settle(kept_by: models.Model, state: str, *, by: User, text: str = "") -> None:
    """Answer or refuse the row that a joint visit or a transfer keeps, if it is still awaited."""
    row = _kept([kept_by]).first()
    if row is not None:
        _settle(row, state, text, by)


def drop(kept_by: Iterable[models.Model]) -> None:
    """Withdraw what is still awaited of parts of a joint visit that is off."""
    for row in _kept(kept_by):
        move(row, CollaborationState.WITHDRAWN)
        _tell(row, "withdrawn")


def as_origin(row: Collaboration) -> dict[str, Any]:
    """Return what makes a task the answer to a request: its origin, source and template."""
    count = Task.objects.of_origin(reference(row)).count()
    return {
        "origin": reference(row),
        "template": f"request.{count + 1}",
        "source": TaskSource.REQUEST.value,
    }


def remind() -> int:
    """Remind of receipts that are missing and take silence to the superior; return how many.

    Each once. Emits ``enforcement.collaboration_unreceived`` and ``collaboration_late``.
    """
    now, count = timezone.now(), 0
    waiting = Collaboration.objects.select_related("to_department")
    for rows, column, what in (
        (waiting.unreceived(now).filter(reminded_at=None), "reminded_at", "unreceived"),
        (waiting.late(now).filter(escalated_at=None), "escalated_at", "late"),
    ):
        for row in rows:
            with transaction.atomic():
                fresh = Collaboration.objects.awaited().filter(pk=row.pk, **{column: None})
                if fresh.update(**{column: now}):
                    above = row.to_department.parent_id or row.to_department_id
                    _tell(row, what, to=str(above if what == "late" else row.to_department_id))
                    count += 1
    return count


def _open(
    kind: str,
    *,
    from_department: Department,
    to_department: Department,
    by: User,
    due_at: dt.datetime | None = None,
    **content: Any,
) -> Collaboration:
    today = workdays.today()
    receipt = workdays.end_of(workdays.add(today, COLLABORATION_RECEIPT_DAYS))
    due_at = due_at or workdays.end_of(workdays.add(today, ANSWER_DAYS[kind]))
    row = Collaboration.objects.create(
        kind=kind,
        from_department=from_department,
        to_department=to_department,
        asked_by=by.pk,
        receipt_due_at=min(receipt, due_at),
        due_at=due_at,
        **content,
    )
    _tell(row, "asked", by=by, to=str(to_department.pk))
    return row


def _settle(row: Collaboration, state: str, text: str, by: User) -> None:
    now = timezone.now()
    receipt: dict[str, Any] = {"received_by": by.pk, "received_at": now}
    receipt = {} if row.received_at else receipt
    move(row, state, answer=text, answered_by=by.pk, answered_at=now, **receipt)
    _tell(row, state, by=by, reason=text if state == CollaborationState.REFUSED else "")


def _kept(rows: Iterable[models.Model]) -> Any:
    found = Collaboration.objects.awaited().filter(origin__in=[reference(each) for each in rows])
    return found.select_related("from_department", "to_department").select_for_update(of=("self",))


def _by_hand(row: Collaboration) -> None:
    if not row.is_by_hand:
        raise RuleError(
            "kept_by_itself", _("This is answered where it was asked: on the page of the task.")
        )


def _tell(row: Collaboration, what: str, *, by: User | None = None, **facts: Any) -> None:
    facts = {"kind": row.kind, **{name: value for name, value in facts.items() if value}}
    emit(f"enforcement.collaboration_{what}", row, subject=row.subject_id, facts=facts, by=by)
