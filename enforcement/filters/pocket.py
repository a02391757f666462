"""Filters of records from phones and of entries without a code."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.choices import HoldReason, RecordState, ReviewState
from enforcement.models import EntryScan, FieldRecord


class FieldRecordFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Object, officer"))
    state = filters.MultipleChoiceFilter(
        choices=RecordState.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    hold_reason = filters.MultipleChoiceFilter(
        choices=HoldReason.choices, label=_("Held because"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = FieldRecord
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        text = text.strip()
        return rows.filter(task__subject__name__ilike=text) | rows.filter(
            officer__user__name__ilike=text
        )


class EntryScanFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Object"))
    review = filters.MultipleChoiceFilter(
        choices=ReviewState.choices, label=_("Review"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = EntryScan
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return rows.filter(task__subject__name__ilike=text.strip())
