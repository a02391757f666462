"""Filters of joint visits, for their list and the API alike."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.choices.visits import VisitState
from enforcement.filters.tasks import DepartmentFilter
from enforcement.models import Visit
from registry.filters import RegionFilter


class VisitFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name or code of the object")
    )
    state = filters.MultipleChoiceFilter(
        choices=VisitState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    department = DepartmentFilter()
    region = RegionFilter()

    class Meta:
        model = Visit
        fields: list[str] = []

    def search(self, rows: QuerySet[Visit], name: str, text: str) -> QuerySet[Visit]:
        text = text.strip()
        return rows.filter(subject__name__ilike=text) | rows.filter(subject__code__startswith=text)
