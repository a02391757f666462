"""Who is told of a joint visit: the heads who are asked, the one who asked, the officers."""

from django.db.models import QuerySet

from common.channels import tell
from common.models import Event, User, reference
from enforcement.choices.visits import PartState
from enforcement.models import Visit
from enforcement.services.visits import APPROVE
from registry.models import Department
from supervision_portal.recipients import holders


def tell_of_visit(visit: Visit, event: Event) -> None:
    """Tell the heads who are asked; of an answer, who asked; of what is settled, the officers."""
    step = event.name.removeprefix("enforcement.visit_")
    people = {
        "proposed": _asked,
        "part_refused": _proposer,
        "settled": _concerned,
        "called_off": _concerned,
    }[step](visit)
    tell(
        people.exclude(pk=event.by) if event.by else people,
        f"visit.{step}",
        key=f"{reference(visit)}:{event.pk}",
        params={
            "visit": str(visit.pk),
            "subject": visit.subject.name,
            "subject_en": visit.subject.name_en,
            "day": visit.day.isoformat(),
            "reason": event.facts.get("reason", ""),
        },
    )


def _asked(visit: Visit) -> QuerySet[User]:
    return _heads(visit, visit.parts.filter(state=PartState.ASKED).values("task__department"))


def _proposer(visit: Visit) -> QuerySet[User]:
    return User.objects.filter(pk=visit.proposed_by, is_active=True)


def _concerned(visit: Visit) -> QuerySet[User]:
    """Return the heads of all departments and whoever has one of the tasks."""
    parts = visit.parts.exclude(state=PartState.REFUSED)
    officers = User.objects.filter(
        pk__in=parts.filter(task__assignments__ended_at=None).values(
            "task__assignments__officer__user"
        ),
        is_active=True,
    )
    return _heads(visit, parts.values("task__department")) | officers


def _heads(visit: Visit, departments: object) -> QuerySet[User]:
    people = User.objects.none()
    rows = Department.objects.filter(pk__in=departments).select_related("region")  # type: ignore[misc]
    for department in rows:
        people = people | holders(APPROVE, department, visit.region)
    return people
