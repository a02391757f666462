"""Filters of off-site requests."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import workdays
from enforcement.choices.off_site import OffSiteChannel, OffSiteState
from enforcement.models import OffSiteRequest


class OffSiteFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="search", label=_("Search"), help_text=_("Name or code of the object")
    )
    state = filters.MultipleChoiceFilter(
        choices=OffSiteState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    channel = filters.MultipleChoiceFilter(
        choices=OffSiteChannel.choices,
        label=_("Way"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    late = filters.BooleanFilter(method="by_late", label=_("Late"))

    class Meta:
        model = OffSiteRequest
        fields: list[str] = []

    def search(self, rows: Any, name: str, text: str) -> Any:
        at = "task__subject__"
        text = text.strip()
        return rows.filter(Q(**{f"{at}name__ilike": text}) | Q(**{f"{at}code__startswith": text}))

    def by_late(self, rows: Any, name: str, value: bool) -> Any:
        late = rows.late(workdays.today())
        return late if value else rows.exclude(pk__in=late.values("pk"))
