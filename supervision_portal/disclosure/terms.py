"""The clock of publication: 20 working days from the result (OGI Regulation art. 26)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from common import workdays
from common.events import emit
from common.models import User, reference
from enforcement.choices import ACTS, TaskState
from enforcement.models import Inspection
from supervision_portal.disclosure import rules
from supervision_portal.disclosure.models import PublicationTerm

NEAR_WORKDAYS = 3
"""Working days before its end on which a term is near [D]."""
LOOK_BACK = dt.timedelta(days=365)
"""Over which time the meter counts what was published in time."""


@dataclass(frozen=True)
class Meter:
    """How publications keep their time: what waits, and the year behind."""

    waiting: int
    near: int
    late: int
    published: int
    in_time: int

    @property
    def share(self) -> int | None:
        """Return the percentage published in time; None while nothing was published."""
        return round(100 * self.in_time / self.published) if self.published else None


def has_result(inspection: Inspection) -> bool:
    """Tell whether an inspection came to a result that the public is told."""
    task = inspection.task
    is_closed = task.kind in ACTS and task.state == TaskState.CLOSED
    return bool(is_closed and inspection.outcome and task.matter_version_id)


def start(inspection: Inspection) -> PublicationTerm | None:
    """Open the term of a result, once; None where there is nothing to publish."""
    if not has_result(inspection):
        return None
    task = inspection.task
    formed = workdays.day_of(inspection.confirmed_at or inspection.submitted_at)
    term, _is_new = PublicationTerm.objects.get_or_create(
        origin=reference(inspection),
        defaults={
            "subject_key": task.subject_id,
            "task_key": task.pk,
            "department_key": task.department_id,
            "department_path": task.department.path,
            "region_path": task.region.path,
            "result_on": formed,
            "due_on": workdays.add(formed, rules.PUBLISH_WITHIN_WORKDAYS),
        },
    )
    return term


def meter(user: User) -> Meter:
    """Return the meter over what a person may see."""
    today = workdays.today()
    soon = workdays.add(today, NEAR_WORKDAYS)
    rows = PublicationTerm.objects.visible_to(user)
    return Meter(**rows.meter(today, soon, today - LOOK_BACK))


def remind() -> int:
    """Remind of terms that are near, escalate those that are over; each once; return how many.

    Emits ``disclosure.publication_near`` and ``disclosure.publication_late``.
    """
    today, count = workdays.today(), 0
    soon = workdays.add(today, NEAR_WORKDAYS)
    rows = PublicationTerm.objects.open()
    for due, column, what in (
        (rows.filter(due_on__range=(today, soon), reminded_on=None), "reminded_on", "near"),
        (rows.late(today).filter(escalated_on=None), "escalated_on", "late"),
    ):
        for term in due:
            with transaction.atomic():
                fresh = PublicationTerm.objects.open().filter(pk=term.pk, **{column: None})
                if fresh.update(**{column: today}):
                    facts = {"origin": term.origin, "due": term.due_on.isoformat()}
                    emit(
                        f"disclosure.publication_{what}",
                        term,
                        subject=term.subject_key,
                        facts=facts,
                    )
                    count += 1
    return count
