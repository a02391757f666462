"""Who is told what became of a task, in the portal's inbox and by the other channels."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from common.channels import tell
from common.models import Event, User, reference
from enforcement.models import (
    CaseReferral,
    FieldRecord,
    OffSiteRequest,
    Rectification,
    ShiftHandover,
    Task,
    VisitComplaint,
)
from registry.models import Department, Grant, Subject
from supervision_portal.disclosure.models import PublicationTerm
from supervision_portal.recipients import holders


def tell_officers(task: Task, dispatched: Event) -> None:
    """Tell the officers of a task that it is theirs."""
    _tell(_officers(task), "task.dispatched", task, dispatched)


def tell_taken_off(task: Task, event: Event) -> None:
    """Tell the officers from whom a task was taken, whoever did so excepted."""
    users = User.objects.filter(pk__in=event.facts.get("taken_from", ()))
    what = event.name.removeprefix("enforcement.task_")
    _tell(_others(users, event), f"task.{what}", task, event)


def tell_second_officer(task: Task, submitted: Event) -> None:
    """Tell the other officer of an inspection that its answer waits to be confirmed."""
    if task.needs_two:
        _tell(_others(_officers(task), submitted), "task.submitted", task, submitted)


def tell_submitter(task: Task, sent_back: Event) -> None:
    """Tell the officer whose answer was sent back."""
    _tell(_others(_officers(task), sent_back), "task.sent_back", task, sent_back)


def tell_desk(task: Task, event: Event) -> None:
    """Tell those who dispatch or approve in this place that a task waits for them."""
    if task.approval_due_at is None and not Task.objects.at_desk().filter(pk=task.pk).exists():
        return
    _tell(_desk(task), "task.waiting", task, event)


def tell_urged(task: Task, urged: Event) -> None:
    """Tell the officers of a task that they are urged to go on."""
    _tell(_officers(task), "task.urged", task, urged)


def tell_superior(task: Task, event: Event) -> None:
    """Tell those who dispatch or approve for the superior department."""
    _tell(_others(_desk_of(event.facts["to"]), event), "task.escalated", task, event)


def tell_of_term(term: PublicationTerm, event: Event) -> None:
    """Tell the desk that a result is to be published soon, the head that its time is over."""
    is_late = event.name == "disclosure.publication_late"
    perm = "enforcement.approve_task" if is_late else "enforcement.dispatch_task"
    department = Department.objects.select_related("region").get(pk=term.department_key)
    subject = Subject.objects.get(pk=term.subject_key)
    params = {
        "task": str(term.task_key),
        "subject": subject.name,
        "subject_en": subject.name_en,
        "day": term.due_on.isoformat(),
    }
    code = "publication.late" if is_late else "publication.near"
    tell(holders(perm, department), code, key=f"{reference(term)}:{code}", params=params)


def tell_of_referral(row: CaseReferral, event: Event) -> None:
    """Tell the officers to look their draft over, those who decide of what was referred or is
    late, and whoever submitted it of what became of it."""
    step, task = event.name.removeprefix("enforcement.case_"), row.inspection.task
    if step == "drafted":
        people = _officers(task)
    elif step in ("referred", "late"):
        people = holders("enforcement.decide_casereferral", row.to_department, task.region)
    else:
        people = User.objects.filter(
            pk__in=[row.submitted_by] if row.submitted_by else [], is_active=True
        )
    params = {
        "referral": str(row.pk),
        "subject": task.subject.name,
        "subject_en": task.subject.name_en,
        "day": row.due_on.isoformat() if row.due_on else "",
    }
    told = _others(people, event) if step != "drafted" else people
    tell(told, f"case.{step}", key=f"{event.pk}:case.{step}", params=params)


def tell_of_complaint(complaint: VisitComplaint, event: Event) -> None:
    """Tell the office that looks into a complaint; its superior when late; who was inspecting
    once it is answered."""
    step = event.name.removeprefix("enforcement.complaint_")
    office = complaint.department
    if step == "answered":
        people = holders("enforcement.approve_task", complaint.task.department)
    else:
        above = office.parent if step == "late" and office.parent else office
        people = holders("enforcement.change_visitcomplaint", above)
    params = {"complaint": str(complaint.pk), "task": str(complaint.task_id)}
    params["day"] = complaint.due_on.isoformat()
    tell(_others(people, event), f"complaint.{step}", key=f"{event.pk}:{step}", params=params)


def tell_next_shift(handover: ShiftHandover, event: Event) -> None:
    """Tell the others at a desk that a shift of it was handed over."""
    grants = Grant.objects.in_force().carrying("enforcement.dispatch_task")
    grants = grants.over_department(handover.department.path)
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    params = {
        "handover": str(handover.pk),
        "department": handover.department.name,
        "department_en": handover.department.name_en,
    }
    key = f"{reference(handover)}:{event.pk}"
    tell(_others(people, event), "shift.handed_over", key=key, params=params)


def tell_receiver(task: Task, offered: Event) -> None:
    """Tell the desk of a department that another one offers it a task."""
    _tell(_desk_of(offered.facts["to"]), "task.offered", task, offered)


def _desk_of(department: str) -> QuerySet[User]:
    """Return those who dispatch or approve for a department."""
    path = Department.objects.get(pk=department).path
    grants = Grant.objects.in_force().over_department(path)
    return User.objects.filter(
        Q(pk__in=grants.carrying("enforcement.dispatch_task").values("user"))
        | Q(pk__in=grants.carrying("enforcement.approve_task").values("user")),
        is_active=True,
    )


def tell_of_order(order: Rectification, event: Event) -> None:
    """Tell the officers who gave an order, and the desk, that it was reported done or is late."""
    task = order.inspection.task
    params = {
        "order": str(order.pk),
        "subject": task.subject.name,
        "subject_en": task.subject.name_en,
        "due": order.due_on.isoformat(),
    }
    code = event.name.removeprefix("enforcement.")
    people = (_officers(task) | _desk(task)).distinct()
    tell(people, code, key=f"{reference(order)}:{event.pk}", params=params)


def tell_of_off_site(row: OffSiteRequest, event: Event) -> None:
    """Tell the officers of an off-site inspection what the firm did, or has not done in time."""
    params = {
        "off_site": str(row.pk),
        "subject": row.task.subject.name,
        "subject_en": row.task.subject.name_en,
        "due": row.due_on.isoformat(),
    }
    code = event.name.removeprefix("enforcement.")
    tell(_officers(row.task), code, key=f"{reference(row)}:{event.pk}", params=params)


def _desk(task: Task) -> QuerySet[User]:
    """Return those who dispatch or approve in the task's place."""
    grants = Grant.objects.in_force().over_region(task.region.path)
    grants = grants.over_department(task.department.path)
    return User.objects.filter(
        Q(pk__in=grants.carrying("enforcement.dispatch_task").values("user"))
        | Q(pk__in=grants.carrying("enforcement.approve_task").values("user")),
        is_active=True,
    )


def tell_of_held(task: Task, event: Event) -> None:
    """Tell those who decide on a record that came too late: for the task, and for its officer."""
    record = FieldRecord.objects.select_related("department").get(pk=event.facts["record"])
    deciding = [
        Grant.objects.in_force()
        .over_department(path)
        .carrying("enforcement.decide_fieldrecord")
        .values("user")
        for path in (task.department.path, record.department.path)
    ]
    users = User.objects.filter(Q(pk__in=deciding[0]) | Q(pk__in=deciding[1]), is_active=True)
    params = {"record": str(record.pk), "subject": task.subject.name}
    params |= {"subject_en": task.subject.name_en}
    tell(users, "record.held", key=f"{event.pk}:record.held", params=params)


def _officers(task: Task) -> QuerySet[User]:
    return User.objects.filter(officer__assignments__task=task, officer__assignments__ended_at=None)


def _others(users: QuerySet[User], event: Event) -> QuerySet[User]:
    """Return all but the one who did it."""
    return users.exclude(pk=event.by) if event.by else users


def _tell(people: Iterable[User], code: str, task: Task, event: Event) -> None:
    """Tell people what became of a task, once for each time that it happened."""
    params: dict[str, Any] = {
        "task": str(task.pk),
        "subject": task.subject.name,
        "subject_en": task.subject.name_en,
        "due": task.due_at.isoformat(),
    }
    tell(people, code, key=f"{reference(task)}:{event.pk}:{code}", params=params)
