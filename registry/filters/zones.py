"""Filters of zones."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common import workdays
from registry.choices import ZoneKind
from registry.filters.places import RegionFilter
from registry.models import Zone


class ZoneFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name"))
    kind = filters.ChoiceFilter(choices=ZoneKind.choices, label=_("Kind"))
    current = filters.BooleanFilter(method="standing", label=_("In force today"))
    region = RegionFilter()

    class Meta:
        model = Zone
        fields: list[str] = []

    def search(self, rows: QuerySet[Zone], name: str, text: str) -> QuerySet[Zone]:
        text = text.strip()
        return rows.filter(Q(name__ilike=text) | Q(name_en__ilike=text))

    def standing(self, rows: QuerySet[Zone], name: str, value: bool) -> QuerySet[Zone]:
        today = Q(valid__contains=workdays.today())
        return rows.filter(today if value else ~today)
