"""Filters of the list."""

import re
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters.choices import AdministrativeType, ClaimState, VersionState
from matters.models import Claim, Matter, MatterVersion, Method, Succession
from matters.querysets import VersionQuerySet
from registry.choices import Level, SubjectKind
from registry.models import Department, Line

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")


def responsible_departments(request: Any) -> QuerySet[Department]:
    """Return the departments that answer for a matter."""
    named = MatterVersion.objects.exclude(department=None).values("department")
    return Department.objects.filter(pk__in=named).order_by("code")


def state_filter() -> filters.MultipleChoiceFilter:
    return filters.MultipleChoiceFilter(
        choices=VersionState.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )


class VersionFilter(filters.FilterSet):
    """Versions that others have replaced stand aside unless their state is asked for."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("state"):
            return rows
        return rows.exclude(state=VersionState.SUPERSEDED)


class MatterFilter(VersionFilter):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name, code, object or basis")
    )
    department = filters.ModelChoiceFilter(
        queryset=responsible_departments, label=_("Responsible department")
    )
    level = filters.ChoiceFilter(
        choices=Level.choices, method="at_level", label=_("Exercising level")
    )
    type = filters.MultipleChoiceFilter(
        field_name="administrative_type",
        choices=AdministrativeType.choices,
        label=_("Type"),
        widget=forms.CheckboxSelectMultiple,
    )
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )
    object = filters.ChoiceFilter(
        choices=SubjectKind.choices, method="of_object", label=_("Kind of object")
    )
    region = filters.CharFilter(method="in_region", label=_("Claimed in (region code)"))
    method = filters.ModelChoiceFilter(
        queryset=Method.objects.all(), method="by_method", label=_("Method")
    )
    claimed_by = filters.CharFilter(method="of_claimant", label=_("Claimed by (department code)"))
    state = state_filter()
    list = filters.AllValuesFilter(
        field_name="matter__list_code", label=pgettext_lazy("matters", "List")
    )

    class Meta:
        model = MatterVersion
        fields: list[str] = []

    def search(self, rows: VersionQuerySet, name: str, text: str) -> QuerySet[MatterVersion]:
        """Return what holds all that was typed; what looks like a code is looked up as one too."""
        text = text.strip()
        hits = rows.matching(text)
        if not _CODE.fullmatch(text):
            return hits
        coded = Matter.objects.filter(Q(code__istartswith=text) | Q(national_code=text))
        heirs = Succession.objects.heirs_of_code(text)
        return rows.filter(
            Q(pk__in=hits.values("pk")) | Q(matter__in=coded.values("pk")) | Q(matter__in=heirs)
        )

    def at_level(
        self, rows: QuerySet[MatterVersion], name: str, value: str
    ) -> QuerySet[MatterVersion]:
        return rows.filter(levels__contains=[int(value)])

    def in_line(
        self, rows: QuerySet[MatterVersion], name: str, line: Line
    ) -> QuerySet[MatterVersion]:
        return rows.filter(line=line.code)

    def of_claimant(
        self, rows: QuerySet[MatterVersion], name: str, code: str
    ) -> QuerySet[MatterVersion]:
        claims = Claim.objects.filter(department__code=code).exclude(state=ClaimState.ENDED)
        return rows.filter(matter__in=claims.values("matter"))

    def in_region(
        self, rows: QuerySet[MatterVersion], name: str, code: str
    ) -> QuerySet[MatterVersion]:
        """Return what is claimed in a region or a part of it."""
        claims = Claim.objects.filter(region__path__contains=f"{code}/")
        return rows.filter(matter__in=claims.exclude(state=ClaimState.ENDED).values("matter"))

    def by_method(
        self, rows: QuerySet[MatterVersion], name: str, method: Method
    ) -> QuerySet[MatterVersion]:
        return rows.filter(methods__contains=[method.code])

    def of_object(
        self, rows: QuerySet[MatterVersion], name: str, kind: str
    ) -> QuerySet[MatterVersion]:
        return rows.filter(object_types__contains=[kind])
