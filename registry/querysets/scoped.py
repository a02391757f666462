"""Reads narrowed to a person's grants."""

from typing import Any, ClassVar, Self

from django.db import models

from registry.grants import below, scope_filter

__all__ = ["ScopedQuerySet", "below"]


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a department and a region.

    ``department_path`` and ``region_path`` name the path columns; empty where there is none.
    """

    department_path: ClassVar[str] = ""
    region_path: ClassVar[str] = "region__path"

    def allowed(self, user: Any, perm: str) -> Self:
        """Return rows inside a grant of ``user`` that carries ``perm``: the fetch for an act."""
        return self.filter(
            scope_filter(user, perm, department=self.department_path, region=self.region_path)
        )

    def visible_to(self, user: Any) -> Self:
        """Return the rows that ``user`` may see."""
        return self.allowed(
            user, f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        )
