"""Joint visits: what several departments may make as one visit, who agrees, what is one of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Prefetch, QuerySet, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from common import workdays
from common.errors import RuleError
from common.events import emit
from common.flow import move
from common.models import Event, User
from enforcement.choices import OPEN_STATES, TaskKind, TaskState
from enforcement.choices.collaborations import CollaborationKind, CollaborationState
from enforcement.choices.visits import STANDING_PARTS, PartState, VisitState
from enforcement.models import Assignment, EntryCode, Inspection, Task, Visit, VisitPart
from enforcement.querysets import TaskQuerySet
from enforcement.querysets.visits import VisitPartQuerySet
from enforcement.rules import visits as rules
from enforcement.services import collaborations
from enforcement.services.codes import entry_code
from registry.models import Department

APPROVE = "enforcement.approve_task"
"""Who approves the inspections of a department also says whether it comes along."""

JOINABLE = (TaskState.DRAFTED, TaskState.APPROVED, TaskState.DISPATCHED, TaskState.ACCEPTED)
"""States of a visit that has not begun, so that its day may still be chosen."""

WINDOW = dt.timedelta(days=rules.WINDOW_DAYS)


@dataclass(frozen=True)
class Suggestion:
    """Tasks of several departments at one object in one window; the first due proposes who leads.

    ``mine`` are those that the reader may approve, so that one of them may lead.
    """

    tasks: list[Task]
    mine: list[Task]

    @property
    def lead(self) -> Task:
        """Return the task that leads: the reader's own first due, else the first due of all."""
        return (self.mine or self.tasks)[0]

    @property
    def key(self) -> str:
        """Return what names it on a page."""
        return str(self.tasks[0].pk)

    @property
    def saved(self) -> int:
        """Return the visits that are saved by one for all."""
        return rules.saved([each.department_id for each in self.tasks])

    @property
    def departments(self) -> list[Department]:
        """Return who would come, the first due first."""
        return list({each.department_id: each.department for each in self.tasks}.values())


def joinable() -> TaskQuerySet:
    """Return the visits that have not begun and that nobody has put into a joint visit or refused.

    Annotated with ``root``, the record that stands for the object where records were merged.
    """
    tied = VisitPart.objects.filter(
        task=OuterRef("pk"), state__in=[*STANDING_PARTS, PartState.REFUSED]
    )
    rows: TaskQuerySet = (
        Task.objects.filter(kind=TaskKind.ON_SITE, state__in=JOINABLE)
        .exclude(Exists(tied))
        .annotate(root=Coalesce("subject__canonical", "subject"))
    )
    return rows


def openings(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Return, for each object, the first of its tasks after which another department comes soon.

    ``tasks`` are those of whom at least one has to be in the window. One statement over the table.
    """
    theirs = joinable().filter(root=OuterRef("root"), due_at__range=_window(OuterRef("due_at")))
    others = theirs.exclude(department=OuterRef("department"))
    seen = theirs.filter(pk__in=tasks.values("pk"))
    place = Window(RowNumber(), partition_by="root", order_by=["due_at", "pk"])
    first = joinable().filter(Exists(others), Exists(seen)).annotate(place=place).filter(place=1)
    return Task.objects.filter(pk__in=first.values("pk")).order_by("due_at", "pk")


def count_suggestions(user: User) -> int:
    """Return how many joint visits are suggested to a person."""
    return openings(Task.objects.allowed(user, "enforcement.view_task")).count()


def suggestions(firsts: Iterable[Task], user: User) -> list[Suggestion]:
    """Return what may be made as one from each opening, with the tasks of its window.

    Two statements, however many there are.
    """
    roots = {each.subject.root_id: each.due_at for each in firsts}
    rows = (
        joinable()
        .filter(root__in=roots)
        .select_related("subject", "department__region", "matter_version")
        .order_by("due_at", "pk")
    )
    mine = set(
        Task.objects.allowed(user, APPROVE)
        .filter(pk__in=[r.pk for r in rows])
        .values_list("pk", flat=True)
    )
    found: dict[Any, list[Task]] = {root: [] for root in roots}
    for each in rows:
        if roots[each.root] <= each.due_at <= roots[each.root] + WINDOW:
            found[each.root].append(each)
    return [
        Suggestion(tasks, [each for each in tasks if each.pk in mine])
        for tasks in found.values()
        if tasks
    ]


def suggestion_of(task: Task, user: User) -> Suggestion | None:
    """Return what the task may be made together with, if anything."""
    firsts = openings(Task.objects.filter(pk=task.pk)).select_related("subject")
    return next(iter(suggestions(firsts, user)), None)


@transaction.atomic
def propose(lead: Task, tasks: Collection[uuid.UUID], *, by: User) -> Visit:
    """Make one visit of what was suggested, led by the department of ``lead``; ask the others.

    ``tasks`` are those that were read. Raises RuleError where they may not be made as one any
    more, so of two heads who accept at once the second is told. Its day is the first that one of
    them is due on. Emits ``enforcement.visit_proposed``, and ``visit_settled`` where nobody is
    left to ask.
    """
    rows = _hold(lead, tasks, by)
    today = workdays.today()
    visit = Visit.objects.create(
        subject_id=lead.subject.root_id,
        region=lead.region,
        department=lead.department,
        day=max(today, min(timezone.localdate(each.due_at) for each in rows)),
        code=entry_code(),
        proposed_by=by.pk,
    )
    parts = VisitPart.objects.bulk_create(_part(visit, each, by) for each in rows)
    for part in parts:
        if part.state == PartState.ASKED:
            _ask(visit, part, by)
    _tell(visit, "proposed", by=by, saved=rules.saved([each.department_id for each in rows]))
    return visit


@transaction.atomic
def decline(lead: Task, tasks: Collection[uuid.UUID], *, by: User, reason: str) -> Visit:
    """Refuse what was suggested, for a reason; it is not suggested again.

    Emits ``enforcement.visit_refused``.
    """
    rows = _hold(lead, tasks, by)
    why = _reason(reason)
    visit = Visit.objects.create(
        subject_id=lead.subject.root_id,
        region=lead.region,
        department=lead.department,
        day=timezone.localdate(rows[0].due_at),
        code=entry_code(),
        proposed_by=by.pk,
        reason=why,
        state=VisitState.REFUSED,
    )
    VisitPart.objects.bulk_create(
        VisitPart(
            visit=visit,
            task=each,
            state=PartState.REFUSED,
            reason=why,
            answered_by=by.pk,
            answered_at=timezone.now(),
        )
        for each in rows
    )
    _tell(visit, "refused", by=by, reason=why)
    return visit


@transaction.atomic
def agree(visit: Visit, department: Department, *, by: User) -> Visit:
    """Agree as the head of a department that is asked. Emits ``enforcement.visit_agreed`` and,
    when the last has answered, ``visit_settled``.
    """
    _answer(visit, department, PartState.AGREED, by)
    _tell(visit, "agreed", by=by, department=str(department.pk))
    _settle(visit, by)
    return visit


@transaction.atomic
def refuse(visit: Visit, department: Department, *, by: User, reason: str) -> Visit:
    """Refuse as the head of a department that is asked, for a reason: it comes on its own.

    The others go together without it; where nobody else is left, the visit is off. Emits
    ``enforcement.visit_part_refused``, then ``visit_settled`` or ``visit_refused``.
    """
    why = _reason(reason)
    _answer(visit, department, PartState.REFUSED, by, reason=why)
    _tell(visit, "part_refused", by=by, department=str(department.pk), reason=why)
    _settle(visit, by, reason=why)
    return visit


@transaction.atomic
def call_off(visit: Visit, *, by: User, reason: str) -> Visit:
    """Call the joint visit off before anybody is at the object; each task stands on its own again.

    Emits ``enforcement.visit_called_off``.
    """
    why = _reason(reason)
    _lock(visit)
    if visit.parts.agreed().exclude(task__state__in=JOINABLE).exists():
        raise RuleError("begun", _("Officers are at the object already: it is made as it is."))
    _end(visit, why, by=by)
    return visit


@transaction.atomic
def set_day(visit: Visit, *, day: dt.date, by: User) -> Visit:
    """Choose another day for all, not past and not after the last day of any of the tasks.

    Emits ``enforcement.visit_day_set``.
    """
    _lock(visit)
    if not visit.is_open:
        raise RuleError("not_open", _("This joint visit has ended."))
    last = min(
        timezone.localdate(each.task.due_at)
        for each in visit.parts.standing().select_related("task")
    )
    today = workdays.today()
    if day < today or day > max(last, today):
        raise RuleError(
            "day",
            _("Choose a day from today to %(last)s, when the first of the tasks is due.")
            % {"last": max(last, today)},
            field="day",
        )
    visit.day, visit.changed_at = day, timezone.now()
    visit.save(update_fields=["day", "changed_at"])
    _tell(visit, "day_set", by=by, day=day.isoformat())
    return visit


@transaction.atomic
def follow(task: Task, *, cause: Event) -> None:
    """Close the joint visit when the last of its tasks has ended.

    Emits ``enforcement.visit_done``, or ``visit_called_off`` where none was made.
    """
    part = VisitPart.objects.standing().filter(task=task).select_related("visit").first()
    if part is None:
        return
    visit = part.visit
    _lock(visit)
    if visit.state == VisitState.PROPOSED:
        _drop(visit, part)
        return
    parts = visit.parts.standing().select_related("task")
    if any(each.task.state in OPEN_STATES for each in parts):
        return
    if any(each.task.state == TaskState.CLOSED for each in parts):
        move(visit, VisitState.DONE)
        _tell(visit, "done", cause=cause)
        return
    _end(visit, _("None of its tasks was carried out."), cause=cause)


def part_of(task: Task) -> VisitPart | None:
    """Return the part that a task has in a joint visit now, if it has one."""
    rows = task.joint_parts.standing().select_related("visit__department", "visit__subject")
    found: VisitPart | None = rows.first()
    return found


def parts_of(visit: Visit) -> VisitPartQuerySet:
    """Return the parts of a visit with what a page shows of each, the lead's first.

    Annotated with ``leads``; each task has its officers (``crew``) and the answer that stands
    (``answers``).
    """
    crew = Assignment.objects.filter(ended_at=None).select_related("officer__user")
    leads = Case(When(task__department=visit.department_id, then=True), default=False)
    rows: VisitPartQuerySet = (
        visit.parts.select_related(
            "task__department",
            "task__subject",
            "task__matter_version",
            "task__checklist_version__checklist",
        )
        .prefetch_related(
            Prefetch("task__assignments", crew.order_by("position"), to_attr="crew"),
            Prefetch("task__inspections", Inspection.objects.standing(), to_attr="answers"),
        )
        .annotate(leads=leads)
        .order_by("-leads", "pk")
    )
    return rows


def to_answer(visit: Visit, user: User) -> list[Department]:
    """Return the departments that are asked and for which a person may answer."""
    asked = visit.parts.allowed(user, APPROVE).filter(state=PartState.ASKED)
    return list(Department.objects.filter(pk__in=asked.values("task__department")).order_by("path"))


def share_code(task: Task) -> str:
    """Return the code at the door that a task shares with the others; empty on its own."""
    part = task.joint_parts.together().select_related("visit").first()
    return part.visit.code if part else ""


def _window(first: Any) -> tuple[Any, Any]:
    return first, first + WINDOW


def _hold(lead: Task, tasks: Collection[uuid.UUID], by: User) -> list[Task]:
    """Lock the tasks and look whether they still are what was suggested."""
    if not Task.objects.allowed(by, APPROVE).filter(pk=lead.pk).exists():
        raise PermissionDenied
    list(Task.objects.select_for_update().filter(pk__in=tasks).order_by("pk"))
    found = suggestion_of(lead, by)
    rows = [each for each in found.tasks if each.pk in set(tasks)] if found else []
    is_whole = len(rows) == len(set(tasks)) and lead.pk in set(tasks)
    if not is_whole or len({each.department_id for each in rows}) < 2:
        raise RuleError(
            "no_fit",
            _("These tasks do not fit together any more. Look at the suggestions again."),
        )
    return rows


def _part(visit: Visit, task: Task, by: User) -> VisitPart:
    if task.department_id != visit.department_id:
        return VisitPart(visit=visit, task=task)
    return VisitPart(
        visit=visit,
        task=task,
        state=PartState.AGREED,
        answered_by=by.pk,
        answered_at=timezone.now(),
    )


def _ask(visit: Visit, part: VisitPart, by: User) -> None:
    """Keep on record that a department is asked to come along."""
    collaborations.keep_for(
        part,
        CollaborationKind.JOINT_VISIT,
        part.task,
        from_department=visit.department,
        to_department=part.task.department,
        wanted="",
        by=by,
    )


def _answer(visit: Visit, department: Department, to: str, by: User, reason: str = "") -> None:
    _lock(visit)
    asked: Sequence[VisitPart] = list(
        visit.parts.allowed(by, APPROVE).filter(task__department=department, state=PartState.ASKED)
    )
    if not asked:
        raise RuleError("not_asked", _("This department is not asked here, or has answered."))
    for each in asked:
        move(each, to, answered_by=by.pk, answered_at=timezone.now(), reason=reason)
        refused = to == PartState.REFUSED
        settled = CollaborationState.REFUSED if refused else CollaborationState.ANSWERED
        collaborations.settle(each, settled, by=by, text=reason)


def _settle(visit: Visit, by: User | None = None, reason: str = "") -> None:
    """Settle the visit when everybody has answered: one code at the door for all of them."""
    states = set(visit.parts.values_list("state", flat=True))
    if PartState.ASKED in states:
        return
    agreed = visit.parts.agreed()
    if agreed.exclude(task__department=visit.department_id).exists():
        move(visit, VisitState.SETTLED)
        EntryCode.objects.filter(task__in=agreed.values("task")).update(
            code=visit.code, is_shared=True
        )
        _tell(visit, "settled", by=by)
        return
    move(visit, VisitState.REFUSED, reason=reason)
    _leave(visit)
    _tell(visit, "refused", by=by, reason=reason)


def _drop(visit: Visit, part: VisitPart) -> None:
    """Take a task that has ended out of a visit that is not settled yet."""
    move(part, PartState.LEFT)
    collaborations.drop([part])
    if not visit.parts.standing().filter(task__department=visit.department_id).exists():
        _end(visit, _("The task of the leading department has ended."))
        return
    _settle(visit, reason=_("The tasks of the others have ended."))


def _end(visit: Visit, reason: str, *, by: User | None = None, cause: Event | None = None) -> None:
    move(visit, VisitState.CALLED_OFF, reason=reason)
    _leave(visit)
    _tell(visit, "called_off", by=by, cause=cause, reason=reason)


def _leave(visit: Visit) -> None:
    """Let the tasks stand on their own again, each with a code of its own."""
    collaborations.drop(visit.parts.filter(state=PartState.ASKED))
    visit.parts.standing().update(
        state=PartState.LEFT, answered_at=Coalesce(F("answered_at"), timezone.now())
    )
    for each in EntryCode.objects.filter(task__joint_parts__visit=visit, is_shared=True):
        each.code, each.is_shared = entry_code(), False
        each.save(update_fields=["code", "is_shared"])


def _lock(visit: Visit) -> None:
    fresh = Visit.objects.select_for_update().get(pk=visit.pk)
    visit.state, visit.changed_at = fresh.state, fresh.changed_at


def _reason(reason: str) -> str:
    if not reason.strip():
        raise RuleError("reason_missing", _("Say why."), field="reason")
    return reason.strip()


def _tell(
    visit: Visit, what: str, *, by: User | None = None, cause: Event | None = None, **facts: Any
) -> None:
    emit(
        f"enforcement.visit_{what}",
        visit,
        subject=visit.subject_id,
        facts=facts,
        by=by,
        cause=cause,
    )
