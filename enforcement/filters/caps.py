"""Filters of caps on visits and of the no-disturb list."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.filters.tasks import DepartmentFilter
from enforcement.models import NoDisturb, VisitCap


class CapFilter(filters.FilterSet):
    department = DepartmentFilter()

    class Meta:
        model = VisitCap
        fields: list[str] = []


class NoDisturbFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name or code of the object")
    )
    department = DepartmentFilter()

    class Meta:
        model = NoDisturb
        fields: list[str] = []

    def search(self, rows: QuerySet[NoDisturb], name: str, text: str) -> QuerySet[NoDisturb]:
        text = text.strip()
        named = rows.filter(subject__name__ilike=text)
        return named | rows.filter(subject__code__startswith=text)
