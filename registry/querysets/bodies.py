"""Reads of departments and officers."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from registry.querysets.scoped import ScopedQuerySet, below


class DepartmentQuerySet(ScopedQuerySet):
    department_path = "path"

    def visible_to(self, user: Any) -> Self:
        """Return all departments to whoever may see any: which authorities there are is public."""
        return self if user.has_perm("registry.view_department") else self.none()

    def within(self, path: str) -> Self:
        """Return the subtree below ``path``, its root included."""
        return self.filter(path__startswith=path)

    def below_any(self, paths: Iterable[str]) -> Self:
        """Return the subtrees below several paths."""
        return self.filter(below("path", paths))

    def in_force(self, day: dt.date) -> Self:
        """Return the departments that stood on a day."""
        return self.filter(valid__contains=day)


class ReorganisationQuerySet(ScopedQuerySet):
    """Reorganisations; whoever may see departments may see what became of them."""

    def visible_to(self, user: Any) -> Self:
        return self if user.has_perm("registry.view_department") else self.none()

    def planned(self, day: dt.date) -> Self:
        """Return those that fall due by a day."""
        return self.filter(state="planned", day__lte=day)


class OfficerQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"


class RosterQuerySet(ScopedQuerySet):
    department_path = "officer__department__path"
    region_path = "officer__department__region__path"


class OfOfficerQuerySet(ScopedQuerySet):
    """What belongs to an officer."""

    department_path = "officer__department__path"
    region_path = "officer__department__region__path"

    def standing(self) -> Self:
        """Return what was not taken back."""
        return self.filter(withdrawn_at=None)

    def on(self, day: dt.date) -> Self:
        """Return what holds on a day."""
        return self.filter(withdrawn_at=None, valid__contains=day)
