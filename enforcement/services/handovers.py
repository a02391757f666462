"""Handing the desk over: counted when it is written, open until somebody else has taken it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import ConflictError, RuleError
from common.events import emit
from common.models import User
from enforcement.choices import BEFORE_DISPATCH, COMING_STATES, OPEN_STATES, TaskState
from enforcement.models import Incident, ShiftHandover, Task, TaskTransfer
from registry.models import Department


@dataclass(frozen=True)
class Figures:
    """How a department's desk stands: numbers of tasks, incidents and transfers."""

    waiting: int
    """Tasks that wait at the desk."""
    out: int
    """Tasks that officers have."""
    not_accepted: int
    late: int
    unapproved: int
    """Inspections begun at once whose approval is still missing."""
    incidents: int
    offered: int
    """Tasks that other departments offer to this one."""


def figures(department: Department) -> Figures:
    """Return how the desk of a department and those below it stands now, in three queries."""
    now = timezone.now()
    own = Task.objects.filter(department__path__startswith=department.path)
    counts = own.filter(state__in=OPEN_STATES).aggregate(
        waiting=Count("pk", filter=Q(state__in=BEFORE_DISPATCH) & ~Q(desk_reason="")),
        out=Count("pk", filter=Q(state__in=COMING_STATES)),
        not_accepted=Count("pk", filter=Q(state=TaskState.DISPATCHED)),
        late=Count("pk", filter=Q(due_at__lt=now)),
        unapproved=Count("pk", filter=Q(begun_urgently_at__isnull=False, approved_at=None)),
    )
    below = {"lead__department__path__startswith": department.path}
    return Figures(
        **counts,
        incidents=Incident.objects.open().filter(**below).count(),
        offered=TaskTransfer.objects.waiting()
        .filter(to_department__path__startswith=department.path)
        .count(),
    )


@transaction.atomic
def hand_over(
    department: Department, *, note: str, tasks: Iterable[Task] = (), by: User
) -> ShiftHandover:
    """Write down how the desk stands and what the next shift is to watch.

    Raises RuleError while an earlier handover of the department waits to be taken. Emits
    ``enforcement.shift_handed_over``.
    """
    Department.objects.select_for_update().get(pk=department.pk)
    if ShiftHandover.objects.open().filter(department=department).exists():
        raise RuleError(
            "handover_open", _("A handover of this desk waits to be taken over. Take it first.")
        )
    counted = asdict(figures(department))
    made = ShiftHandover.objects.create(
        department=department, note=note, figures=counted, written_by=by
    )
    watched = list(tasks)
    made.tasks.set(watched)
    facts = {"department": str(department.pk), "tasks": len(watched), **counted}
    emit("enforcement.shift_handed_over", made, facts=facts, by=by, basis=note)
    return made


@transaction.atomic
def take_over(handover: ShiftHandover, *, by: User) -> ShiftHandover:
    """Take the desk over; whoever wrote the handover cannot.

    Raises RuleError for the writer, ConflictError where somebody has taken it. Emits
    ``enforcement.shift_taken_over``.
    """
    if by.pk == handover.written_by_id:
        raise RuleError("own_handover", _("Somebody else takes over what you hand over."))
    open_now = ShiftHandover.objects.open().filter(pk=handover.pk)
    if not open_now.update(taken_by=by, taken_at=timezone.now()):
        raise ConflictError(_("This shift was taken over already."))
    handover.refresh_from_db()
    facts = {"department": str(handover.department_id)}
    emit("enforcement.shift_taken_over", handover, facts=facts, by=by)
    return handover
