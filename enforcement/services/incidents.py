"""Joining several calls about one thing to one response, and giving its answer to all of them."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import IllegalMove, RuleError
from common.models import Event, User
from enforcement.choices import BEFORE_DISPATCH, TaskState
from enforcement.models import Incident, IncidentPart, Task
from enforcement.querysets import TaskQuerySet
from enforcement.services import desk
from enforcement.services.making import make_again
from enforcement.services.steps import hold, tell

NEAR_DEGREES = 0.003
"""What lies so near counts as the same place: about 300 m [D]."""
NEAR_DAYS = 3
"""What was called for within so many days may be about the same thing [D]."""


def suggestions(lead: Task, among: TaskQuerySet) -> TaskQuerySet:
    """Return those of the tasks that may be about the same thing: object, place and time.

    Tasks that officers have in hand, and those that lead an incident of their own, are left alone.
    """
    span = dt.timedelta(days=NEAR_DAYS)
    place = Q(subject=lead.subject_id)
    if lead.subject.lon is not None and lead.subject.lat is not None:
        lon, lat = float(lead.subject.lon), float(lead.subject.lat)
        place |= Q(
            subject__lon__range=(lon - NEAR_DEGREES, lon + NEAR_DEGREES),
            subject__lat__range=(lat - NEAR_DEGREES, lat + NEAR_DEGREES),
        )
    near: TaskQuerySet = (
        among.filter(place, state__in=BEFORE_DISPATCH, incident=None)
        .filter(created_at__range=(lead.created_at - span, lead.created_at + span))
        .exclude(pk=lead.pk)
        .order_by("due_at", "pk")
    )
    return near


@transaction.atomic
def join(lead: Task, tasks: list[Task], *, title: str = "", by: User) -> Incident:
    """Join tasks that nobody has in hand to the one that answers for all; they are called off.

    The first time it opens the incident. Raises RuleError where a task is in hand or has ended.
    Emits ``enforcement.task_led`` and, for each, ``task_joined`` and ``task_cancelled``.
    """
    hold(lead)
    if not lead.is_open:
        raise RuleError("ended", _("This task has ended."))
    if not tasks:
        raise RuleError("nothing_ticked", _("Choose what is about the same thing."))
    incident, is_new = Incident.objects.get_or_create(
        lead=lead, defaults={"title": title or lead.title[:200], "opened_by": by.pk}
    )
    if is_new:
        tell(lead, "led", by=by, reason=incident.title)
    for task in tasks:
        if task.state not in BEFORE_DISPATCH or task.pk == lead.pk:
            raise RuleError(
                "in_hand", _("“%(task)s” cannot join: somebody has it.") % {"task": task}
            )
        IncidentPart.objects.create(incident=incident, task=task, joined_by=by.pk)
        tell(task, "joined", by=by, reason=incident.title)
        desk.cancel(task, by=by, reason=_("Joined to: %(title)s") % {"title": incident.title})
    return incident


@transaction.atomic
def leave(part: IncidentPart, *, by: User | None = None, reason: str) -> Task:
    """Take a call out of an incident, for a reason; what it asked for is made again.

    Emits ``enforcement.task_left`` and ``task_drafted``.
    """
    now = timezone.now()
    standing = IncidentPart.objects.filter(pk=part.pk, left_at=None, incident__answered_at=None)
    if not standing.update(left_at=now, left_because=reason):
        raise IllegalMove(_("It is no part of an open incident any more."))
    left = tell(part.task, "left", by=by, reason=reason)
    return make_again(part.task, part.task.department, by=by, cause=left)


@transaction.atomic
def follow(lead: Task, *, cause: Event) -> None:
    """Give all parts the answer of a leading task that was closed; let them go where it was not.

    Emits ``enforcement.task_answered`` for each part.
    """
    incident = Incident.objects.open().select_for_update().filter(lead=lead).first()
    if incident is None:
        return
    parts = list(incident.parts.filter(left_at=None).select_related("task__subject__region"))
    if lead.state != TaskState.CLOSED:
        for part in parts:
            leave(part, reason=_("The leading task was called off."))
    incident.answered_at = timezone.now()
    incident.save(update_fields=["answered_at"])
    if lead.state == TaskState.CLOSED:
        for part in parts:
            tell(part.task, "answered", inspection=lead.inspection, cause=cause, lead=str(lead.pk))


def answering(*origins: str) -> TaskQuerySet:
    """Return the tasks that answer to the origins: their own, and those that lead for them."""
    joined = IncidentPart.objects.filter(left_at=None, task__origin__in=origins)
    found: TaskQuerySet = Task.objects.filter(
        Q(origin__in=origins) | Q(incident__in=joined.values("incident"))
    )
    return found
