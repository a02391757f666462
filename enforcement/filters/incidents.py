"""Filters of incidents."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from enforcement.models import Incident


class IncidentFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("Search"))
    is_open = filters.BooleanFilter(method="by_answer", label=_("Not yet answered"))

    class Meta:
        model = Incident
        fields: list[str] = []

    def by_answer(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(answered_at__isnull=value)
