"""Reads of off-site requests."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from enforcement.choices.off_site import OffSiteChannel, OffSiteState
from enforcement.choices.tasks import TaskState
from registry.querysets import ScopedQuerySet


class OffSiteRequestQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return those inside the grants that let the user see requests, and the user's own."""
        scoped = super().visible_to(user).values("pk")
        return self.filter(Q(pk__in=scoped) | Q(pk__in=self.in_hand_of(user).values("pk")))

    def in_hand_of(self, user: Any) -> Self:
        """Return those of tasks on which the user is an officer now."""
        mine = Q(task__assignments__officer__user_id=user.pk, task__assignments__ended_at=None)
        return self.filter(mine)

    def waiting(self) -> Self:
        """Return those that wait for a firm whose task is still being answered."""
        rows = self.filter(state=OffSiteState.WAITING, task__state=TaskState.ACCEPTED)
        return rows.exclude(channel=OffSiteChannel.DATA_COMPARISON)

    def late(self, day: dt.date) -> Self:
        """Return those not sent in although their last day is over."""
        return self.waiting().filter(due_on__lt=day)

    def to_remind(self, day: dt.date, days: int) -> Self:
        """Return those whose last day is near and that nobody was reminded of."""
        near = day + dt.timedelta(days=days)
        return self.waiting().filter(due_on__gte=day, due_on__lte=near, reminded_on=None)
