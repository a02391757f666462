"""Filters of warnings, for the live desk and the API alike."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.filters import RegionFilter
from risk.choices import OPEN_STAGES, Condition, RuleState, Stage, Verdict, WarningLevel
from risk.models import RiskWarning, RuleVersion


class WarningFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    level = filters.MultipleChoiceFilter(
        choices=WarningLevel.choices,
        label=pgettext_lazy("warning", "Level"),
        widget=forms.CheckboxSelectMultiple,
    )
    open = filters.BooleanFilter(method="still_open", label=_("Not closed yet"))
    stage = filters.MultipleChoiceFilter(
        choices=Stage.choices, label=_("Stage"), widget=forms.CheckboxSelectMultiple
    )
    condition = filters.ChoiceFilter(choices=Condition.choices, label=_("Condition"))
    verdict = filters.ChoiceFilter(choices=Verdict.choices, label=_("Verdict"))
    region = RegionFilter()

    class Meta:
        model = RiskWarning
        fields: list[str] = []

    def search(self, rows: QuerySet[RiskWarning], name: str, value: str) -> QuerySet[RiskWarning]:
        concerned = Q()
        for side in ("subject", "target"):
            concerned |= Q(**{f"{side}__code": value})
            concerned |= Q(**{f"{side}__name__icontains": value})
            concerned |= Q(**{f"{side}__name_en__icontains": value})
        return rows.filter(concerned)

    def still_open(
        self, rows: QuerySet[RiskWarning], name: str, value: bool
    ) -> QuerySet[RiskWarning]:
        return rows.filter(stage__in=OPEN_STAGES) if value else rows.exclude(stage__in=OPEN_STAGES)


class RuleFilter(filters.FilterSet):
    q = filters.CharFilter(
        field_name="rule__name", lookup_expr="icontains", label=_("Search"), help_text=_("Name")
    )
    state = filters.ChoiceFilter(choices=RuleState.choices, label=_("State"))

    class Meta:
        model = RuleVersion
        fields: list[str] = []
