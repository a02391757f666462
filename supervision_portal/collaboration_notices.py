"""Who is told of what departments ask of each other: the asked, whoever asked, the superior."""

from django.db.models import QuerySet

from common.channels import tell
from common.models import Event, User, reference
from enforcement.choices.collaborations import CollaborationKind
from enforcement.models import Collaboration
from registry.models import Department
from supervision_portal.recipients import holders

ANSWER = "enforcement.change_collaboration"
TOLD_ELSEWHERE = (CollaborationKind.JOINT_VISIT, CollaborationKind.TRANSFER)
"""Kinds of which the visit or the task tells its people itself."""


def tell_of_collaboration(row: Collaboration, event: Event) -> None:
    """Tell who has to do something now, or who waited for it."""
    if row.kind in TOLD_ELSEWHERE:
        return
    step = event.name.removeprefix("enforcement.collaboration_")
    people = _people(row, step, event)
    tell(
        people.exclude(pk=event.by) if event.by else people,
        f"collaboration.{step}",
        key=f"{reference(row)}:{event.pk}",
        params={
            "collaboration": str(row.pk),
            "kind": row.kind,
            "from": row.from_department.name,
            "from_en": row.from_department.name_en,
            "to": row.to_department.name,
            "to_en": row.to_department.name_en,
            "due": row.due_at.isoformat(),
        },
    )


def _people(row: Collaboration, step: str, event: Event) -> QuerySet[User]:
    if step in ("answered", "refused"):
        return User.objects.filter(pk=row.asked_by, is_active=True)
    if step == "late":
        return holders(ANSWER, Department.objects.get(pk=event.facts["to"]))
    return holders(ANSWER, row.to_department)
