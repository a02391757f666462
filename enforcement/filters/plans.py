"""Filters of plans, for their list and the API alike."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.choices import PlanKind, PlanState
from enforcement.filters.tasks import DepartmentFilter
from enforcement.models import Plan
from registry.filters import RegionFilter


class PlanFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    year = filters.NumberFilter(label=_("Year"))
    kind = filters.ChoiceFilter(choices=PlanKind.choices, label=_("Kind"))
    state = filters.MultipleChoiceFilter(
        choices=PlanState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    matter = filters.CharFilter(method="of_matter", label=_("Matter code"))
    department = DepartmentFilter()
    region = RegionFilter()

    class Meta:
        model = Plan
        fields: list[str] = []

    def search(self, rows: QuerySet[Plan], name: str, text: str) -> QuerySet[Plan]:
        text = text.strip()
        return rows.filter(Q(name__ilike=text) | Q(name_en__ilike=text) | Q(code__istartswith=text))

    def of_matter(self, rows: QuerySet[Plan], name: str, code: str) -> QuerySet[Plan]:
        """Keep the plans that inspect a matter."""
        found = Plan.objects.filter(matters__matter__code=code.strip())
        return rows.filter(pk__in=found.values("pk"))
