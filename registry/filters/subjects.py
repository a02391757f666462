"""Filters of subjects."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.choices import SubjectKind, SubjectState
from registry.filters.places import RegionFilter
from registry.models import Subject


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
