"""Filters by region and of regions."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from common import workdays
from registry.choices import Level
from registry.models import Region, RegionAlias
from registry.querysets import below


def choosable_regions(request: Any) -> QuerySet[Region]:
    """Return the province, cities and counties that a person may choose from."""
    if request is None:
        return Region.objects.none()
    near = Region.objects.visible_to(request.user).filter(level__lte=Level.COUNTY)
    return near.order_by("path").only("name", "name_en", "path", "reach", "level")


class RegionChoice(filters.fields.ModelChoiceField):
    """A region to choose, indented below the one it belongs to."""

    def label_from_instance(self, region: Region) -> str:
        return "\u3000" * max(region.level - Level.PROVINCE, 0) + region.named


@extend_schema_field(OpenApiTypes.UUID)
class RegionFilter(filters.ModelChoiceFilter):
    """Keeps what lies in a region or anywhere below it, and the records that it took over."""

    field_class = RegionChoice

    def __init__(self, path: str = "region__path", **kwargs: Any):
        super().__init__(queryset=choosable_regions, label=_("Region"), **kwargs)
        self.path = path

    def filter(self, rows: QuerySet[Any], region: Region | None) -> QuerySet[Any]:
        return rows.filter(below(self.path, region.paths)) if region else rows


class RegionListFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    level = filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    region = RegionFilter("path")
    current = filters.BooleanFilter(method="standing", label=_("In force today"))

    class Meta:
        model = Region
        fields: list[str] = []

    def search(self, rows: QuerySet[Region], name: str, text: str) -> QuerySet[Region]:
        text = text.strip()
        alias = RegionAlias.objects.filter(name__ilike=text).values("region")
        return rows.filter(
            Q(name__ilike=text)
            | Q(name_en__ilike=text)
            | Q(code__startswith=text)
            | Q(pk__in=alias)
        )

    def standing(self, rows: QuerySet[Region], name: str, value: bool) -> QuerySet[Region]:
        today = Q(valid__contains=workdays.today())
        return rows.filter(today if value else ~today)
