"""Reads of evaluations."""

import datetime as dt
from typing import Any, Self

from matters.choices import EvaluationState
from registry.querysets import ScopedQuerySet


class EvaluationQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def open(self) -> Self:
        return self.filter(state=EvaluationState.OPEN)

    def overdue(self, day: dt.date) -> Self:
        """Return the open evaluations that were due before a legal day."""
        return self.open().filter(due_on__lt=day)

    def allowed(self, user: Any, perm: str) -> Self:
        return super().allowed(user, perm)
