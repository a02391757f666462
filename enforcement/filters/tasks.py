"""Filters of tasks, for the list, the dispatcher's desk and the API alike."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.choices import DeskReason, Lateness, LegalState, TaskKind, TaskSource, TaskState
from enforcement.models import LegalReview, Task
from registry.filters import RegionFilter
from registry.models import Department


def choosable_departments(request: Any) -> QuerySet[Department]:
    """Return the departments that a person may choose from, each below the one it belongs to."""
    if request is None:
        return Department.objects.none()
    near: QuerySet[Department] = Department.objects.visible_to(request.user)
    return near.order_by("path").only("name", "name_en", "path")


class DepartmentFilter(filters.ModelChoiceFilter):
    """Keeps what a department or one below it acts on."""

    def __init__(self, **kwargs: Any):
        super().__init__(queryset=choosable_departments, label=_("Department"), **kwargs)

    def filter(self, rows: QuerySet[Task], department: Department | None) -> QuerySet[Task]:
        return rows.filter(department__path__startswith=department.path) if department else rows


class DeskFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name or code of the object")
    )
    matter = filters.CharFilter(field_name="matter_version__matter__code", label=_("Matter code"))
    desk_reason = filters.MultipleChoiceFilter(
        choices=DeskReason.choices,
        label=_("Waits because"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,  # one table: nothing doubles, and a point cannot be compared
    )
    kind = filters.MultipleChoiceFilter(
        choices=TaskKind.choices,
        label=_("Kind"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    source = filters.MultipleChoiceFilter(
        choices=TaskSource.choices,
        label=_("Called for by"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    lateness = filters.ChoiceFilter(
        choices=Lateness.choices, method="by_lateness", label=_("In time?")
    )
    department = DepartmentFilter()
    region = RegionFilter()

    class Meta:
        model = Task
        fields: list[str] = []

    def search(self, rows: QuerySet[Task], name: str, text: str) -> QuerySet[Task]:
        text = text.strip()
        found = Q(subject__name__ilike=text) | Q(subject__code__startswith=text)
        if text.isascii():
            found |= Q(subject__name_en__ilike=text)
        return rows.filter(found)

    def by_lateness(self, rows: Any, name: str, value: str) -> Any:
        return rows.with_lateness(value, timezone.now())


class TaskFilter(DeskFilter):
    state = filters.MultipleChoiceFilter(
        choices=TaskState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    approval_missing = filters.BooleanFilter(
        method="by_missing_approval", label=_("Approval still missing")
    )
    mine = filters.BooleanFilter(method="assigned", label=_("Assigned to me"))

    def by_missing_approval(self, rows: Any, name: str, value: bool) -> Any:
        missing = Task.objects.begun_before_approval().order_by().values("pk")
        return rows.filter(pk__in=missing) if value else rows.exclude(pk__in=missing)

    def assigned(self, rows: Any, name: str, value: bool) -> Any:
        mine = Task.objects.assigned_to(getattr(self.request, "user", None)).values("pk")
        return rows.filter(pk__in=mine) if value else rows.exclude(pk__in=mine)


class LegalReviewFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Search"), help_text=_("Object"))
    state = filters.MultipleChoiceFilter(
        choices=LegalState.choices, label=_("State"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LegalReview
        fields: list[str] = []

    def search(self, rows: QuerySet[LegalReview], name: str, text: str) -> QuerySet[LegalReview]:
        return rows.filter(task__subject__name__ilike=text.strip())
