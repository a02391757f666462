"""The answer to a task: submitted once, confirmed by the second officer, or sent back."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import ConflictError, IllegalMove, RuleError, StaleState
from common.flow import move, steps
from common.models import User
from enforcement.choices import WORK_STATES, LineFault, TaskState
from enforcement.models import Answer, Inspection, Task
from enforcement.services import off_site, rectifications, referrals
from enforcement.services.answers import Submission, asked_lines, checklist_items, faults
from enforcement.services.steps import assigned_officer, hold, keep_legal, tell
from matters.models import CheckItem
from matters.rules.lines import Slot


@transaction.atomic
def submit(
    task: Task,
    *,
    inspection: uuid.UUID,
    content: Submission,
    by: User,
    day: dt.date | None = None,
) -> Inspection:
    """Answer the task. ``inspection`` is the id that the form carries; a repeat changes nothing.
    ``day`` is that of the visit where its answer arrives later, from a phone without network.

    Raises RuleError with the field at fault (``line_<order>`` for a line of the checklist) and
    ConflictError when another content came under the same id. Emits ``enforcement.task_submitted``;
    what is no inspection is closed by it (``task_closed``), one waits for the second officer.
    """
    Task.objects.select_for_update().get(pk=task.pk)
    repeated = Inspection.objects.filter(pk=inspection).first()
    if repeated is not None:
        return _same(repeated, task, content, by)
    hold(task)
    if TaskState.SUBMITTED not in steps(task):
        move(task, TaskState.SUBMITTED)
    officer = assigned_officer(task, by)
    keep_legal(task)
    items = checklist_items(task)
    for name, message in faults(task, content, items, day=day).items():
        raise RuleError("incomplete", message, field=name)
    made = Inspection.objects.create(
        pk=inspection,
        task=task,
        outcome=content.outcome,
        finding=content.finding,
        rectify_by=content.rectify_by,
        note=content.note,
        submitted_by=officer,
        content_sha256=content.sha256,
    )
    Answer.objects.bulk_create(
        _answer(made, item, slot, content) for slot, item in asked_lines(content, items)
    )
    move(task, TaskState.SUBMITTED)
    tell(task, "submitted", by=by, inspection=made)
    if not task.needs_two:
        _close(task, made, by)
    return made


@transaction.atomic
def confirm(task: Task, *, inspection: uuid.UUID, by: User) -> Inspection:
    """Confirm the inspection as its second officer, under one's own account; the task is closed.

    ``inspection`` is the answer that was read; raises StaleState when another one stands now.
    Emits ``enforcement.task_confirmed`` and ``task_closed``.
    """
    standing = _to_review(task, TaskState.CLOSED, inspection, by)
    officer = assigned_officer(task, by)
    Inspection.objects.filter(pk=standing.pk).update(
        confirmed_by=officer, confirmed_at=timezone.now()
    )
    standing.refresh_from_db()
    tell(task, "confirmed", by=by, inspection=standing)
    _close(task, standing, by)
    return standing


@transaction.atomic
def send_back(task: Task, *, inspection: uuid.UUID, by: User, reason: str) -> Task:
    """Refuse to confirm, for a reason: the answer stays on record and the work goes on.

    Emits ``enforcement.task_sent_back``.
    """
    standing = _to_review(task, WORK_STATES[task.kind], inspection, by)
    Inspection.objects.filter(pk=standing.pk).update(sent_back_at=timezone.now())
    move(task, WORK_STATES[task.kind])
    tell(task, "sent_back", by=by, reason=reason, inspection=standing)
    return task


def _to_review(task: Task, to: str, inspection: uuid.UUID, by: User) -> Inspection:
    """Return the standing answer to a visit that ``by``, its other officer, has in hand."""
    hold(task)
    if not task.needs_two:
        raise IllegalMove(_("Only an inspection is confirmed by a second officer."))
    if task.state != TaskState.SUBMITTED:
        move(task, to)
    officer = assigned_officer(task, by)
    standing = task.inspection
    if standing is None or standing.pk != inspection:
        raise StaleState(_("Another answer has been submitted since. Read it before you confirm."))
    if standing.submitted_by_id == officer.pk:
        raise PermissionDenied(_("The second officer confirms, not the one who submitted."))
    return standing


def _answer(made: Inspection, item: CheckItem, slot: Slot, content: Submission) -> Answer:
    option = content.option(item, slot)
    if option is None:
        raise RuleError("incomplete", LineFault.UNANSWERED.label, field=f"line_{slot.suffix}")
    return Answer(
        inspection=made,
        item=item,
        round=slot.round,
        about=content.turn(item, slot).about,
        result=option.means,
        choice="" if option.code == option.means else option.code,
        note=content.note_on(item, slot),
    )


def _close(task: Task, inspection: Inspection, by: User) -> None:
    move(task, TaskState.CLOSED)
    tell(task, "closed", by=by, inspection=inspection)
    rectifications.follow(inspection, by=by)
    referrals.follow(inspection, by=by)
    off_site.settle(task, by=by)


def _same(known: Inspection, task: Task, content: Submission, by: User) -> Inspection:
    """Return an answer that came before, when this is the same one from the same officer."""
    repeat = known.task_id == task.pk and known.submitted_by.user_id == by.pk
    if not repeat or known.content_sha256 != content.sha256:
        raise ConflictError(
            _("Another answer was submitted under this form already. Reload to see it.")
        )
    return known
