"""Reads of what the inspected say of visits."""

import datetime as dt
from typing import Any, Self

from django.db.models import Avg, Count, Q

from enforcement.choices.feedback import ASKED_OF_VISITS, VisitComplaintState
from registry.querysets import ScopedQuerySet


class VisitRatingQuerySet(ScopedQuerySet):
    department_path = "task__department__path"
    region_path = "task__region__path"

    def sums(self) -> dict[str, Any]:
        """Return in one query how many there are, their stars on average and each yes."""
        yes = {name: Count("pk", filter=Q(**{name: True})) for name in ASKED_OF_VISITS}
        return self.aggregate(count=Count("pk"), average=Avg("stars"), **yes)


class VisitComplaintQuerySet(ScopedQuerySet):
    """Complaints are the supervising office's; the inspecting department has no part in them."""

    department_path = "department__path"
    region_path = "department__region__path"

    def open(self) -> Self:
        return self.filter(state=VisitComplaintState.RECEIVED)

    def answered(self) -> Self:
        return self.filter(state=VisitComplaintState.ANSWERED)

    def late(self, day: dt.date) -> Self:
        """Return those whose answer is missing after its last day."""
        return self.open().filter(due_on__lt=day)
