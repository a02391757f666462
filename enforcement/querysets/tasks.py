"""Reads of tasks, inspections and evidence."""

import datetime as dt
from typing import Any, Self

from django.db.models import F, FilteredRelation, Q

from enforcement.choices import (
    BEFORE_DISPATCH,
    COMING_STATES,
    OPEN_STATES,
    SOON_HOURS,
    EvidenceKind,
    Lateness,
    TaskKind,
    TaskState,
)
from registry.querysets import ScopedQuerySet


class TaskQuerySet(ScopedQuerySet):
    department_path = "department__path"

    def visible_to(self, user: Any) -> Self:
        """Return the tasks inside the user's grants and those that name the user."""
        scoped = super().visible_to(user).values("pk")
        return self.filter(Q(pk__in=scoped) | Q(pk__in=self.assigned_to(user).values("pk")))

    def assigned_to(self, user: Any) -> Self:
        """Return the tasks on which the user is an officer now."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(assignments__officer__user_id=user.pk, assignments__ended_at=None)

    def done_by(self, user: Any, *, since: dt.datetime) -> Self:
        """Return the tasks of the user that were closed since a moment."""
        return self.assigned_to(user).filter(state=TaskState.CLOSED, changed_at__gte=since)

    def to_perform(self, user: Any) -> Self:
        """Return the tasks that the user's grants let them act on, assigned to them or not.

        Auxiliary staff and grid members act on fact checks alone (国办发〔2024〕54号).
        """
        tasks = self.allowed(user, "enforcement.perform_task").values("pk")
        checks = self.allowed(user, "enforcement.perform_fact_check").values("pk")
        return self.filter(Q(pk__in=tasks) | Q(kind=TaskKind.FACT_CHECK, pk__in=checks))

    def with_answer(self) -> Self:
        """Annotate the standing answer: ``outcome``, ``finding``, ``submitter`` (a user's id)."""
        standing = FilteredRelation("inspections", condition=Q(inspections__sent_back_at=None))
        return self.annotate(
            standing=standing,
            outcome=F("standing__outcome"),
            finding=F("standing__finding"),
            submitter=F("standing__submitted_by__user"),
        )

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def at_desk(self) -> Self:
        """Return the tasks that wait for a dispatcher."""
        return self.filter(
            state__in=[TaskState.DRAFTED, TaskState.APPROVED, TaskState.RETURNED]
        ).exclude(desk_reason="")

    def begun_before_approval(self) -> Self:
        """Return what began at once and still waits for its approval; the longest waiting first."""
        missing = self.filter(begun_urgently_at__isnull=False, approved_at=None)
        return missing.order_by("begun_urgently_at", "pk")

    def on_the_way(self) -> Self:
        """Return the tasks that officers have now."""
        return self.filter(state__in=COMING_STATES)

    def overdue(self, at: dt.datetime) -> Self:
        return self.open().filter(due_at__lt=at)

    def with_lateness(self, lateness: str, at: dt.datetime) -> Self:
        """Return the open tasks that are late, due soon or in time at a moment."""
        soon = at + dt.timedelta(hours=SOON_HOURS)
        limits = {
            Lateness.LATE: Q(due_at__lt=at),
            Lateness.SOON: Q(due_at__gte=at, due_at__lt=soon),
            Lateness.ON_TIME: Q(due_at__gte=soon),
        }
        return self.open().filter(limits[Lateness(lateness)])

    def of_origin(self, *origins: str) -> Self:
        return self.filter(origin__in=origins)

    def before_going_out(self) -> Self:
        """Return the visits that have not gone out and that the cap holds back."""
        waiting = self.filter(kind=TaskKind.ON_SITE, state__in=BEFORE_DISPATCH)
        return waiting.filter(outside_cap="")

    def not_accepted(self) -> Self:
        """Return the open tasks that no officer has taken yet."""
        return self.filter(state__in=[*BEFORE_DISPATCH, TaskState.DISPATCHED])


class InspectionQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def standing(self) -> Self:
        """Return the answers that the second officer did not send back."""
        return self.filter(sent_back_at=None)


class EvidenceQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return the evidence inside the user's grants, and that of the user's own tasks."""
        scoped = super().visible_to(user).values("pk")
        mine = Q(task__assignments__officer__user_id=user.pk, task__assignments__ended_at=None)
        return self.filter(Q(pk__in=scoped) | Q(pk__in=self.filter(mine).values("pk")))

    def photos(self) -> Self:
        """Return the photos that count for the answer."""
        left_out = self.filter(left_outs__isnull=False, left_outs__ended_at=None)
        return self.filter(kind=EvidenceKind.PHOTO).exclude(pk__in=left_out.values("pk"))


class PastInspectionQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "subject__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return those inside the grants that let the user see inspections."""
        return self.allowed(user, "enforcement.view_inspection")

    def visits(self) -> Self:
        return self.filter(is_visit=True)

    def within(self, first: dt.date, last: dt.date) -> Self:
        """Return those from a first to a last day."""
        return self.filter(day__gte=first, day__lte=last)


class StandingApprovalQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def in_force(self, day: dt.date) -> Self:
        return self.filter(valid__contains=day, revoked_at=None)


class LegalReviewQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"
