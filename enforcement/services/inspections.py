"""The answer to a task: submitted once, confirmed by the second officer, or sent back."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import ConflictError, IllegalMove, RuleError, StaleState
from common.flow import move, steps
from common.models import User
from enforcement.choices import ACTS, VISITS, LineFault, Outcome, TaskState
from enforcement.models import Answer, Inspection, Task
from enforcement.rules import Judgement, Line, judge, line_fault, rectify_within
from enforcement.services.steps import assigned_officer, hold, tell
from matters.models import CheckItem


@dataclass(frozen=True)
class Submission:
    """What an officer answers: result and note by line, the outcome, the finding about the clue.

    ``answers`` and ``notes`` are keyed by the id of the checklist's line.
    """

    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)
    notes: Mapping[uuid.UUID, str] = field(default_factory=dict)
    outcome: str = ""
    finding: str = ""
    rectify_by: dt.date | None = None
    note: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash by which a repeat is told from a change."""
        content = [
            sorted((str(key), value) for key, value in self.answers.items()),
            sorted((str(key), value) for key, value in self.notes.items() if value),
            [self.outcome, self.finding, str(self.rectify_by or ""), self.note],
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def submit(task: Task, *, inspection: uuid.UUID, content: Submission, by: User) -> Inspection:
    """Answer the task. ``inspection`` is the id that the form carries; a repeat changes nothing.

    Raises RuleError with the field at fault (``line:<id>`` for a line of the checklist) and
    ConflictError when another content came under the same id. Emits ``enforcement.task_submitted``;
    what is no visit is closed by it (``task_closed``), a visit waits for the second officer.
    """
    Task.objects.select_for_update().get(pk=task.pk)
    repeated = Inspection.objects.filter(pk=inspection).first()
    if repeated is not None:
        return _same(repeated, task, content, by)
    hold(task)
    if TaskState.SUBMITTED not in steps(task):
        move(task, TaskState.SUBMITTED)
    officer = assigned_officer(task, by)
    items = checklist_items(task)
    check(task, content, items)
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
        Answer(
            inspection=made,
            item=item,
            result=content.answers[item.pk],
            note=content.notes.get(item.pk, ""),
        )
        for item in items
    )
    move(task, TaskState.SUBMITTED)
    tell(task, "submitted", by=by, inspection=made)
    if task.kind not in VISITS:
        _close(task, made, by)
    return made


@transaction.atomic
def confirm(task: Task, *, inspection: uuid.UUID, by: User) -> Inspection:
    """Confirm the visit as its second officer, under one's own account; the task is closed.

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
def send_back(task: Task, *, inspection: uuid.UUID, by: User, basis: str) -> Task:
    """Refuse to confirm, for a reason: the answer stays on record and the visit goes on.

    Emits ``enforcement.task_sent_back``.
    """
    standing = _to_review(task, TaskState.ON_SITE, inspection, by)
    Inspection.objects.filter(pk=standing.pk).update(sent_back_at=timezone.now())
    move(task, TaskState.ON_SITE)
    tell(task, "sent_back", by=by, basis=basis, inspection=standing)
    return task


def checklist_items(task: Task) -> list[CheckItem]:
    """Return the lines of the task's checklist, in order; none where it has no checklist."""
    version = task.checklist_version
    return list(version.items.all()) if version else []


def lines(task: Task, content: Submission, items: list[CheckItem]) -> dict[uuid.UUID, Line]:
    """Return the answered lines as the rules see them, by the id of the line."""
    pictures: dict[uuid.UUID | None, int] = {}
    for item_id in task.evidence.values_list("item_id", flat=True):
        pictures[item_id] = pictures.get(item_id, 0) + 1
    return {
        item.pk: Line(
            item.order,
            content.answers.get(item.pk, ""),
            is_key=item.is_key,
            photo_required=item.photo_required,
            has_note=bool(content.notes.get(item.pk)),
            photos=pictures.get(item.pk, 0),
        )
        for item in items
    }


def faults(task: Task, content: Submission, items: list[CheckItem]) -> dict[str, str]:
    """Return what is still to be done, in words by field, first things first."""
    answered = lines(task, content, items)
    found = {
        f"line:{pk}": str(LineFault(fault).label)
        for pk, line in answered.items()
        if (fault := line_fault(line))
    }
    if found:
        return found
    judgement = judge(answered.values())
    if judgement.result == "incomplete":
        return {
            f"line:{pk}": str(LineFault.KEY_OPEN.label)
            for pk, line in answered.items()
            if judgement.why[line.order] == "key_open"
        }
    return _outcome_faults(task, content, judgement if items else None)


def check(task: Task, content: Submission, items: list[CheckItem]) -> None:
    """Raise RuleError at the first field at fault."""
    for name, message in faults(task, content, items).items():
        raise RuleError("incomplete", message, field=name)


def _outcome_faults(task: Task, content: Submission, judgement: Judgement | None) -> dict[str, str]:
    found = {}
    allowed = judgement.outcomes if judgement else tuple(Outcome.values)
    if task.kind in ACTS and content.outcome not in allowed:
        found["outcome"] = _("Choose an outcome that fits the answers.")
    if task.kind not in ACTS and content.outcome:
        found["outcome"] = _("Only an inspection has an outcome for the object.")
    if content.outcome == Outcome.RECTIFY_BY:
        if not content.rectify_by or not rectify_within(workdays.today(), content.rectify_by):
            found["rectify_by"] = _("Choose a day from tomorrow up to 30 days ahead.")
    elif content.rectify_by:
        found["rectify_by"] = _("A day belongs to an order to correct only.")
    if task.origin and not content.finding:
        found["finding"] = _("Say what you found out about the clue.")
    elif judgement and content.finding and content.finding not in judgement.findings:
        found["finding"] = _("Nothing was checked, so the clue could not be verified.")
    if content.outcome == Outcome.UNABLE and not content.note:
        found["note"] = _("Say why the inspection was not possible.")
    return found


def _to_review(task: Task, to: str, inspection: uuid.UUID, by: User) -> Inspection:
    """Return the standing answer to a visit that ``by``, its other officer, has in hand."""
    hold(task)
    if task.kind not in VISITS:
        raise IllegalMove(_("Only a visit is confirmed by a second officer."))
    if task.state != TaskState.SUBMITTED:
        move(task, to)
    officer = assigned_officer(task, by)
    standing = task.inspection
    if standing is None or standing.pk != inspection:
        raise StaleState(_("Another answer has been submitted since. Read it before you confirm."))
    if standing.submitted_by_id == officer.pk:
        raise PermissionDenied(_("The second officer confirms, not the one who submitted."))
    return standing


def _close(task: Task, inspection: Inspection, by: User) -> None:
    move(task, TaskState.CLOSED)
    tell(task, "closed", by=by, inspection=inspection)


def _same(known: Inspection, task: Task, content: Submission, by: User) -> Inspection:
    """Return an answer that came before, when this is the same one from the same officer."""
    repeat = known.task_id == task.pk and known.submitted_by.user_id == by.pk
    if not repeat or known.content_sha256 != content.sha256:
        raise ConflictError(
            _("Another answer was submitted under this form already. Reload to see it.")
        )
    return known
