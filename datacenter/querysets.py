"""Reads of sources, batches and series."""

from typing import Any, Self

from registry.querysets import ScopedQuerySet


class SourceQuerySet(ScopedQuerySet):
    department_path = "department__path"
    region_path = "department__region__path"


class BatchQuerySet(ScopedQuerySet):
    department_path = "source__department__path"
    region_path = "source__department__region__path"

    def of_source(self, source: Any) -> Self:
        """Return the batches that one source sent."""
        return self.filter(source=source)


class IndicatorQuerySet(ScopedQuerySet):
    region_path = "subject__region__path"
