"""Who is told of a plan's steps, and of two departments that come to one object."""

from django.db.models import QuerySet

from common.channels import tell
from common.models import Event, User, reference
from enforcement.models import Plan, Task
from registry.models import Department, Grant, Region

NEXT = {
    "submitted": "enforcement.legal_review_plan",
    "reviewed": "enforcement.approve_plan",
    "approved": "enforcement.publish_plan",
    "published": "enforcement.publish_plan",
}
"""What somebody may do who is told of a step."""


def tell_next(plan: Plan, event: Event) -> None:
    """Tell those who take a plan's next step; of one sent back, its drafter."""
    step = event.name.removeprefix("enforcement.plan_")
    if step == "returned":
        people = User.objects.filter(pk=plan.drafted_by, is_active=True)
    else:
        people = _holders(plan.department, plan.region, NEXT[step])
    if step == "published":
        for member in plan.members.select_related("department__region"):
            helping = _holders(
                member.department, member.department.region, "enforcement.dispatch_task"
            )
            people = people | helping
    tell(
        people.exclude(pk=event.by) if event.by else people,
        f"plan.{step}",
        key=f"{reference(plan)}:{event.pk}",
        params={
            "plan": str(plan.pk),
            "name": plan.name,
            "name_en": plan.name_en,
            "day": plan.deadline.isoformat(),
        },
    )


def tell_collision(task: Task, event: Event) -> None:
    """Tell the desks of both departments that they come to one object within 30 days.

    Each is led to a task that it may see.
    """
    others = Department.objects.filter(pk__in=event.facts["departments"]).select_related("region")
    theirs = {each.department_id: each for each in Task.objects.filter(pk__in=event.facts["tasks"])}
    _collide(task.department, task, task, event)
    for department in others:
        _collide(department, theirs.get(department.pk), task, event)


def _collide(department: Department, shown: Task | None, task: Task, event: Event) -> None:
    tell(
        _holders(department, task.region, "enforcement.dispatch_task"),
        "task.collides",
        key=f"{reference(task)}:{event.pk}:{department.pk}",
        params={
            "task": str(shown.pk) if shown else "",
            "subject": task.subject.name,
            "subject_en": task.subject.name_en,
        },
    )


def _holders(department: Department, region: Region, perm: str) -> QuerySet[User]:
    """Return those whose grants reach a department and a place with a permission."""
    grants = Grant.objects.in_force().carrying(perm).over_region(region.path)
    reach = grants.over_department(department.path)
    return User.objects.filter(pk__in=reach.values("user"), is_active=True)
