"""Reads of incidents."""

from typing import Self

from django.db.models import Count, Q

from registry.querysets import ScopedQuerySet


class IncidentQuerySet(ScopedQuerySet):
    department_path = "lead__department__path"
    region_path = "lead__region__path"

    def open(self) -> Self:
        return self.filter(answered_at=None)

    def with_parts(self) -> Self:
        """Annotate how many calls beside the leading task get its answer."""
        return self.annotate(joined=Count("parts", filter=Q(parts__left_at=None)))
