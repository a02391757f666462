"""Filters of handovers of shifts."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from enforcement.filters.tasks import DepartmentFilter
from enforcement.models import ShiftHandover


class HandoverFilter(filters.FilterSet):
    department = DepartmentFilter()
    is_open = filters.BooleanFilter(method="by_receipt", label=_("Not yet taken over"))

    class Meta:
        model = ShiftHandover
        fields: list[str] = []

    def by_receipt(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(taken_at__isnull=value)
