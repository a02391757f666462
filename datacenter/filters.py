"""Filters of batches and sources, for the lists and the API alike."""

import uuid
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from datacenter.choices import BatchState
from datacenter.models import Batch, Dataset, Source


def choosable_sources(request: Any) -> QuerySet[Source]:
    """Return the sources that a person may choose from."""
    if request is None:
        return Source.objects.none()
    return Source.objects.visible_to(request.user).order_by("name")


class DatasetChoice(filters.fields.ModelChoiceField):
    def label_from_instance(self, dataset: Dataset) -> str:
        return dataset.named


class DatasetFilter(filters.ModelChoiceFilter):
    """Keeps what belongs to one dataset."""

    field_class = DatasetChoice

    def __init__(self, **kwargs: Any):
        super().__init__(queryset=Dataset.objects.all(), label=_("Dataset"), **kwargs)


class BatchFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Batch, request id or name of the source")
    )
    state = filters.MultipleChoiceFilter(
        choices=BatchState.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    dataset = DatasetFilter()
    source = filters.ModelChoiceFilter(queryset=choosable_sources, label=_("Source"))
    faulty = filters.BooleanFilter(
        method="with_faults", label=pgettext_lazy("batches", "With rejected rows")
    )

    class Meta:
        model = Batch
        fields: list[str] = []

    def search(self, rows: QuerySet[Batch], name: str, text: str) -> QuerySet[Batch]:
        text = text.strip()
        try:
            wanted = uuid.UUID(text)
        except ValueError:
            return rows.filter(Q(source__name__icontains=text) | Q(source__name_en__icontains=text))
        return rows.filter(Q(pk=wanted) | Q(request_id=wanted))

    def with_faults(self, rows: QuerySet[Batch], name: str, value: bool) -> QuerySet[Batch]:
        return rows.filter(rejected__gt=0) if value else rows.filter(rejected=0)


class SourceFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or key"))
    datasets = DatasetFilter()
    is_active = filters.BooleanFilter(label=_("Active"))
    is_simulated = filters.BooleanFilter(label=_("Simulated data"))

    class Meta:
        model = Source
        fields: list[str] = []

    def search(self, rows: QuerySet[Source], name: str, text: str) -> QuerySet[Source]:
        text = text.strip()
        found = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(key__startswith=text)
        return rows.filter(found)
