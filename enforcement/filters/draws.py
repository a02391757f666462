"""Filters of draws."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.choices.draws import DrawState
from enforcement.models import Draw


class DrawFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name or code of the plan")
    )
    state = filters.MultipleChoiceFilter(
        choices=DrawState.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Draw
        fields: list[str] = []

    def search(self, rows: QuerySet[Draw], name: str, text: str) -> QuerySet[Draw]:
        text = text.strip()
        return rows.filter(Q(plan__name__icontains=text) | Q(plan__code__istartswith=text))
