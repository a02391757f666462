"""Filters of who and where, for the lists and the API alike."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from registry.choices import Level, SubjectKind, SubjectState
from registry.models import Department, Line, Region, Subject


def choosable_regions(request: Any) -> QuerySet[Region]:
    """Return the province, cities and counties that a person may choose from."""
    if request is None:
        return Region.objects.none()
    near = Region.objects.visible_to(request.user).filter(level__lte=Level.COUNTY)
    return near.order_by("path").only("name", "name_en", "path", "level")


class RegionChoice(filters.fields.ModelChoiceField):
    """A region to choose, indented below the one it belongs to."""

    def label_from_instance(self, region: Region) -> str:
        return "\u3000" * max(region.level - Level.PROVINCE, 0) + region.named


@extend_schema_field(OpenApiTypes.UUID)
class RegionFilter(filters.ModelChoiceFilter):
    """Keeps what lies in a region or anywhere below it."""

    field_class = RegionChoice

    def __init__(self, path: str = "region__path", **kwargs: Any):
        super().__init__(queryset=choosable_regions, label=_("Region"), **kwargs)
        self.path = path

    def filter(self, rows: QuerySet[Any], region: Region | None) -> QuerySet[Any]:
        return rows.filter(**{f"{self.path}__startswith": region.path}) if region else rows


class SubjectFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name, code or credit code")
    )
    kind = filters.MultipleChoiceFilter(
        choices=SubjectKind.choices,
        label=_("Kind"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,  # one table: nothing doubles, and a point cannot be compared
    )
    state = filters.ChoiceFilter(choices=SubjectState.choices, label=_("State"))
    region = RegionFilter()

    class Meta:
        model = Subject
        fields: list[str] = []

    def search(self, rows: QuerySet[Subject], name: str, text: str) -> QuerySet[Subject]:
        text = text.strip()
        found = Q(name__ilike=text) | Q(code__startswith=text) | Q(uscc=text.upper())
        if text.isascii():
            found |= Q(name_en__ilike=text)
        return rows.filter(found)


class DepartmentFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    level = filters.TypedChoiceFilter(choices=Level.choices, coerce=int, label=_("Level"))
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


class RegionListFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    level = filters.TypedChoiceFilter(choices=Level.choices, coerce=int, label=_("Level"))
    region = RegionFilter("path")

    class Meta:
        model = Region
        fields: list[str] = []

    def search(self, rows: QuerySet[Region], name: str, text: str) -> QuerySet[Region]:
        text = text.strip()
        return rows.filter(Q(name__ilike=text) | Q(name_en__ilike=text) | Q(code__startswith=text))
