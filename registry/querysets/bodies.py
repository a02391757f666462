"""Reads of departments and officers."""

from typing import Any, Self

from registry.querysets.scoped import ScopedQuerySet


class DepartmentQuerySet(ScopedQuerySet):
    department_path = "path"

    def visible_to(self, user: Any) -> Self:
        """Return all departments to whoever may see any: which authorities there are is public."""
        return self if user.has_perm("registry.view_department") else self.none()

    def within(self, path: str) -> Self:
        """Return the subtree below ``path``, its root included."""
        return self.filter(path__startswith=path)


class OfficerQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"
