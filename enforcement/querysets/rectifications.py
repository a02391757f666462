"""Reads of orders to correct."""

import datetime as dt
from typing import Any, Self

from django.db.models import Q

from enforcement.choices.rectifications import STANDING
from registry.querysets import ScopedQuerySet


class RectificationQuerySet(ScopedQuerySet):
    department_path = "inspection__task__department__path"
    region_path = "inspection__task__region__path"

    def visible_to(self, user: Any) -> Self:
        """Return those inside the grants that let the user see orders, and the user's own."""
        scoped = super().visible_to(user).values("pk")
        mine = Q(inspection__task__assignments__officer__user_id=user.pk)
        own = self.filter(mine).values("pk")
        return self.filter(Q(pk__in=scoped) | Q(pk__in=own))

    def standing(self) -> Self:
        return self.filter(state__in=STANDING)

    def late(self, day: dt.date) -> Self:
        """Return those that are not settled although their last day is over."""
        return self.standing().filter(due_on__lt=day)

    def to_remind(self, day: dt.date, days: int) -> Self:
        """Return the unreported ones whose last day is near and that nobody was reminded of."""
        near = day + dt.timedelta(days=days)
        return self.filter(state="open", due_on__gte=day, due_on__lte=near, reminded_on=None)
