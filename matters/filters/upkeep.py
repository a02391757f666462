"""Filters of requests, reforms, evaluations, duplicates and consultations."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common import workdays
from matters.choices import (
    AdjustmentKind,
    AdjustmentState,
    EvaluationResult,
    EvaluationState,
    ReformKind,
    ReformState,
)
from matters.filters.matters import responsible_departments
from matters.models import Adjustment, Consultation, Duplicate, Evaluation, Reform


def boxes(choices: Any, label: Any, field: str = "") -> filters.MultipleChoiceFilter:
    named = {"field_name": field} if field else {}
    return filters.MultipleChoiceFilter(
        choices=choices, label=label, widget=forms.CheckboxSelectMultiple, **named
    )


class AdjustmentFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Title or code"))
    kind = boxes(AdjustmentKind.choices, _("Kind"))
    state = boxes(AdjustmentState.choices, _("State"))
    addressee = filters.ModelChoiceFilter(queryset=responsible_departments, label=_("Answered by"))
    own = filters.BooleanFilter(method="of_own", label=_("Only my department's requests"))

    class Meta:
        model = Adjustment
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        text = text.strip()
        return rows.filter(
            Q(title__icontains=text) | Q(proposal__icontains=text) | Q(matter__code__iexact=text)
        )

    def of_own(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        asked = Adjustment.objects.allowed(self.request.user, "matters.view_adjustment")
        return rows.filter(pk__in=asked.values("pk")) if value else rows


class ReformFilter(filters.FilterSet):
    kind = boxes(ReformKind.choices, _("Kind"))
    state = boxes(ReformState.choices, _("State"))
    code = filters.CharFilter(method="of_code", label=_("Code of a matter"))

    class Meta:
        model = Reform
        fields: list[str] = []

    def of_code(self, rows: QuerySet[Any], name: str, code: str) -> QuerySet[Any]:
        code = code.strip()
        touched = Reform.objects.filter(Q(olds__code__iexact=code) | Q(news__code__iexact=code))
        return rows.filter(pk__in=touched.values("pk"))


class EvaluationFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Name or code"))
    state = boxes(EvaluationState.choices, _("State"))
    result = boxes(EvaluationResult.choices, _("Result"))
    department = filters.ModelChoiceFilter(
        queryset=responsible_departments, label=_("Responsible department")
    )
    overdue = filters.BooleanFilter(method="late", label=_("Only overdue ones"))

    class Meta:
        model = Evaluation
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        text = text.strip()
        return rows.filter(
            Q(matter__code__iexact=text)
            | Q(version__item__icontains=text)
            | Q(version__sub_item__icontains=text)
        )

    def late(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        if not value:
            return rows
        return rows.filter(state=EvaluationState.OPEN, due_on__lt=workdays.today())


class DuplicateFilter(filters.FilterSet):
    department = filters.ModelChoiceFilter(
        queryset=responsible_departments, method="of_department", label=_("Department")
    )
    dismissed = filters.BooleanFilter(method="set_aside", label=_("Show dismissed pairs"))

    class Meta:
        model = Duplicate
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("dismissed") else rows.open()

    def of_department(self, rows: QuerySet[Any], name: str, own: Any) -> QuerySet[Any]:
        if own is None:
            return rows
        return rows.filter(Q(left_version__department=own) | Q(right_version__department=own))

    def set_aside(self, rows: Any, name: str, value: bool) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.dismissed() if value else rows
        return found


class ConsultationFilter(filters.FilterSet):
    open = filters.BooleanFilter(method="running", label=_("Only open ones"))
    public = filters.BooleanFilter(field_name="is_public", label=_("Only those of the public"))

    class Meta:
        model = Consultation
        fields: list[str] = []

    def running(self, rows: Any, name: str, value: bool) -> QuerySet[Any]:
        open_now = rows.open(workdays.today())
        found: QuerySet[Any] = open_now if value else rows.exclude(pk__in=open_now.values("pk"))
        return found
