"""Reads of handovers of shifts."""

from typing import Self

from registry.querysets import ScopedQuerySet


class ShiftHandoverQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"

    def open(self) -> Self:
        """Return those that nobody has taken over."""
        return self.filter(taken_at=None)
