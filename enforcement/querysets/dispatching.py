"""Reads of the rules of dispatch."""

from typing import Self

from registry.querysets import ScopedQuerySet


class DispatchRuleQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def in_force(self) -> Self:
        return self.filter(ended_at=None)

    def in_turn(self) -> Self:
        """Return the rules in force with what they name, the one that goes first first."""
        rows = self.in_force().select_related("department", "region", "team")
        return rows.prefetch_related("officers").order_by("priority", "pk")
