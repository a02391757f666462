"""Taking what the inspected say of a visit, and answering complaints away from those concerned."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import sealed, workdays
from common.errors import ConflictError, RuleError
from common.events import emit
from common.flow import move
from common.models import User, reference
from enforcement.choices import TaskState
from enforcement.choices.feedback import COMPLAINT_DAYS, VisitComplaintState
from enforcement.models import EntryCode, Task, VisitComplaint, VisitRating
from enforcement.services.codes import entry_code
from registry.models import Department

MOST_OPEN = 3
"""Complaints about one visit that may wait at a time."""
RATED_STATES = (TaskState.SUBMITTED, TaskState.CLOSED)
"""States of a visit that has been made, so that it can be rated."""


def may_rate(entry: EntryCode) -> bool:
    """Tell whether a visit was made and nobody has rated it on its code."""
    was_made = entry.task.state in RATED_STATES
    return was_made and not VisitRating.objects.filter(code=entry.code).exists()


@transaction.atomic
def rate(entry: EntryCode, *, stars: int, answers: Mapping[str, bool], text: str) -> VisitRating:
    """Keep how the inspected found a visit, once for each code.

    Raises RuleError before the visit was made, ConflictError the second time. Emits
    ``enforcement.visit_rated``.
    """
    if entry.task.state not in RATED_STATES:
        raise RuleError("not_made", _("Only a visit that was made can be rated."))
    row, is_new = VisitRating.objects.get_or_create(
        code=entry.code,
        defaults={"task": entry.task, "stars": stars, "text": text, **answers},
    )
    if not is_new:
        raise ConflictError(_("This visit was rated already. Thank you."))
    facts = {"stars": stars}
    emit("enforcement.visit_rated", row, subject=entry.task.subject_id, facts=facts)
    return row


@transaction.atomic
def complain(entry: EntryCode, *, text: str, contact: str = "") -> VisitComplaint:
    """Take a complaint about a visit to the office that supervises those who made it.

    Raises RuleError where several of them wait already. Emits ``enforcement.complaint_received``;
    nothing of it stands in the time line of the object or of the task.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=entry.task_id)
    if VisitComplaint.objects.open().filter(task=task).count() >= MOST_OPEN:
        raise RuleError(
            "many", _("Several complaints about this visit are being looked into already.")
        )
    row = VisitComplaint(
        number=entry_code()[:14],
        task=task,
        department=supervising(task),
        text=text,
        due_on=workdays.add(workdays.today(), COMPLAINT_DAYS),
    )
    if contact:
        row.contact = sealed.seal(contact, reference(row))
    row.save(force_insert=True)
    emit("enforcement.complaint_received", row, facts={"due": row.due_on.isoformat()})
    return row


def supervising(task: Task) -> Department:
    """Return the office that looks into complaints about a task's department.

    The department above it; where none stands above, the nearest one of the line that supervises
    enforcement (``SUPERVISION_LINE``); where there is none, the one that answers for the matter.
    """
    own = task.department
    if own.parent is not None:
        return own.parent
    today = workdays.today()
    codes = own.region.path.strip("/").split("/")
    above = Department.objects.in_force(today).filter(
        lines__contains=[settings.SUPERVISION_LINE], region__code__in=codes
    )
    rows = above.exclude(pk=own.pk).order_by("-level", "code")
    found: Department | None = rows.first()
    if found is not None:
        return found
    version = task.matter_version
    return version.department if version and version.department else own


@transaction.atomic
def answer_complaint(row: VisitComplaint, *, verdict: str, text: str, by: User) -> VisitComplaint:
    """Answer a complaint; never by somebody who was on the visit.

    From then on the inspecting department reads it too, without the contact. Emits
    ``enforcement.complaint_answered``.
    """
    if row.task.assignments.filter(officer__user=by).exists():
        raise PermissionDenied(_("Whoever was on the visit does not answer a complaint about it."))
    move(
        row,
        VisitComplaintState.ANSWERED,
        verdict=verdict,
        answer=text,
        answered_by=by.pk,
        answered_at=timezone.now(),
    )
    emit("enforcement.complaint_answered", row, facts={"verdict": verdict}, by=by)
    return row


def contact_of(row: VisitComplaint) -> str:
    """Return how the complainant can be reached; empty where nothing was left."""
    return sealed.unseal(bytes(row.contact), reference(row)) if row.contact else ""


def escalate_complaints() -> int:
    """Tell once of complaints that were not answered in time; return how many.

    Emits ``enforcement.complaint_late``.
    """
    today, count = workdays.today(), 0
    for row in VisitComplaint.objects.late(today).filter(escalated_on=None):
        with transaction.atomic():
            fresh = VisitComplaint.objects.open().filter(pk=row.pk, escalated_on=None)
            if fresh.update(escalated_on=today):
                emit("enforcement.complaint_late", row, facts={"due": row.due_on.isoformat()})
                count += 1
    return count
