"""Filters of departments."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from registry.choices import Level
from registry.filters.places import RegionFilter
from registry.models import Department, Line


class DepartmentFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    level = filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    region = RegionFilter()

    class Meta:
        model = Department
        fields: list[str] = []

    def search(self, rows: QuerySet[Department], name: str, text: str) -> QuerySet[Department]:
        text = text.strip()
        return rows.filter(Q(name__ilike=text) | Q(name_en__ilike=text) | Q(code__startswith=text))

    @extend_schema_field(OpenApiTypes.STR)
    def in_line(self, rows: QuerySet[Department], name: str, line: Line) -> QuerySet[Department]:
        return rows.filter(lines__contains=[line.code])
