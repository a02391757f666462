"""Filters of subjects, of pairs that may be one, of sets."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from registry.choices import (
    CLASSES,
    Ground,
    ImportState,
    PairState,
    SubjectKind,
    SubjectLabel,
    SubjectState,
)
from registry.filters.places import RegionFilter
from registry.models import ImportJob, Line, Pair, Subject, SubjectAlias, SubjectSet


class SubjectFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search",
        label=_("Search"),
        help_text=_("Name, code or credit code, of today or of earlier"),
    )
    kind = filters.MultipleChoiceFilter(
        choices=SubjectKind.choices,
        label=_("Kind"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,  # one table: nothing doubles, and a point cannot be compared
    )
    state = filters.ChoiceFilter(choices=SubjectState.choices, label=_("State"))
    region = RegionFilter()
    label = filters.ChoiceFilter(choices=SubjectLabel.choices, method="labelled", label=_("Label"))
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    set = filters.ModelChoiceFilter(
        queryset=SubjectSet.objects.filter(is_active=True).select_related("region"),
        method="in_a_set",
        label=_("Set"),
    )
    credit_class = filters.ChoiceFilter(choices=CLASSES, label=_("Credit class"))
    risk_class = filters.ChoiceFilter(choices=CLASSES, label=_("Risk class"))

    class Meta:
        model = Subject
        fields: list[str] = []

    def search(self, rows: QuerySet[Subject], name: str, text: str) -> QuerySet[Subject]:
        """Find by name or code; a merged record is found as the one it was merged into."""
        text = text.strip()
        found = Q(name__ilike=text) | Q(code__startswith=text) | Q(uscc=text.upper())
        if text.isascii():
            found |= Q(name_en__ilike=text)
        former = SubjectAlias.objects.filter(Q(text__ilike=text)).values("subject")
        merged = Subject.objects.filter(found, canonical__isnull=False).values("canonical")
        return rows.filter(found | Q(pk__in=former) | Q(pk__in=merged))

    @extend_schema_field(OpenApiTypes.STR)
    def labelled(self, rows: QuerySet[Subject], name: str, label: str) -> QuerySet[Subject]:
        return rows.filter(labels__contains=[label])

    @extend_schema_field(OpenApiTypes.STR)
    def in_line(self, rows: QuerySet[Subject], name: str, line: Line) -> QuerySet[Subject]:
        return rows.filter(lines__contains=[line.code])

    @extend_schema_field(OpenApiTypes.UUID)
    def in_a_set(self, rows: Any, name: str, chosen: SubjectSet) -> QuerySet[Subject]:
        found: QuerySet[Subject] = rows.in_set(
            chosen.rule, chosen.region.path if chosen.region else ""
        )
        return found


class PairFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    state = filters.ChoiceFilter(choices=PairState.choices, label=_("State"))
    ground = filters.ChoiceFilter(choices=Ground.choices, label=_("What they share"))
    region = RegionFilter("first__region__path")

    class Meta:
        model = Pair
        fields: list[str] = []

    def search(self, rows: QuerySet[Pair], name: str, text: str) -> QuerySet[Pair]:
        text = text.strip()
        found = Q()
        for side in ("first", "second"):
            found |= Q(**{f"{side}__name__ilike": text}) | Q(**{f"{side}__code__startswith": text})
        return rows.filter(found)


class SetFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    region = RegionFilter()

    class Meta:
        model = SubjectSet
        fields: list[str] = []

    def search(self, rows: QuerySet[SubjectSet], name: str, text: str) -> QuerySet[SubjectSet]:
        text = text.strip()
        return rows.filter(Q(name__ilike=text) | Q(name_en__ilike=text) | Q(code__startswith=text))


class ImportFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ImportState.choices, label=_("State"))

    class Meta:
        model = ImportJob
        fields: list[str] = []
