"""Filters of the rules of dispatch."""

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.filters.tasks import DepartmentFilter
from enforcement.models import DispatchRule


class DispatchRuleFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name of the rule, or code of a matter")
    )
    department = DepartmentFilter()
    ended = filters.BooleanFilter(
        field_name="ended_at", lookup_expr="isnull", exclude=True, label=_("Ended")
    )

    class Meta:
        model = DispatchRule
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        text = text.strip()
        return rows.filter(Q(name__icontains=text) | Q(matters__startswith=text))
