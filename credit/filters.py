"""Filters of the credit file, for the list and the API alike."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit.choices import RecordKind, RecordState
from credit.models import Record
from registry.filters import RegionFilter


class RecordFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Subject, credit code or document number")
    )
    kind = filters.ChoiceFilter(choices=RecordKind.choices, label=_("Kind"))
    state = filters.MultipleChoiceFilter(
        choices=RecordState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    region = RegionFilter("subject__region__path")

    class Meta:
        model = Record
        fields: list[str] = []

    def search(self, rows: QuerySet[Record], name: str, text: str) -> QuerySet[Record]:
        text = text.strip()
        return rows.filter(
            Q(subject__name__ilike=text)
            | Q(subject__name_en__ilike=text)
            | Q(subject__uscc=text.upper())
            | Q(document_no__ilike=text)
        )
