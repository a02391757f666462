"""Reads of draws."""

import datetime as dt
from typing import Any, Self

from django.db.models import Exists, OuterRef

from enforcement.choices.draws import DONE_DRAWS, DrawState
from registry.querysets import ScopedQuerySet


class DrawQuerySet(ScopedQuerySet):
    department_path = "plan__department__path"
    region_path = "plan__region__path"

    def done(self) -> Self:
        return self.filter(state__in=DONE_DRAWS)

    def waiting(self) -> Self:
        """Return the draws with a next step to take: not confirmed and not drawn anew."""
        return self.exclude(state=DrawState.CONFIRMED).filter(replaced_by=None)


class DrawPickQuerySet(ScopedQuerySet):
    department_path = "draw__plan__department__path"
    region_path = "draw__plan__region__path"

    def standing(self) -> Self:
        """Return the picks that no swap has replaced."""
        return self.filter(replaced_at=None)

    def since(self, department: Any, moment: dt.datetime) -> Self:
        """Return what a department has drawn since a moment and not swapped out again."""
        return self.standing().filter(
            draw__plan__department=department,
            draw__drawn_at__gte=moment,
            draw__state__in=DONE_DRAWS,
            draw__replaced_by=None,
        )

    def of_row(self, column: str) -> Exists:
        """Return whether there is one for the outer row's ``column``."""
        return Exists(self.filter(subject=OuterRef(column)))
