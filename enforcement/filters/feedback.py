"""Filters of ratings of visits and of complaints about them."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.choices.feedback import OUGHT_TO_BE_NO, VisitComplaintState
from enforcement.models import VisitComplaint, VisitRating


class VisitRatingFilter(filters.FilterSet):
    stars = filters.ChoiceFilter(choices=[(each, each) for each in range(1, 6)], label=_("Stars"))
    breach = filters.BooleanFilter(method="by_breach", label=_("Says a ban was broken"))

    class Meta:
        model = VisitRating
        fields: list[str] = []

    def by_breach(self, rows: Any, name: str, value: bool) -> Any:
        breach = Q()
        for each in OUGHT_TO_BE_NO:
            breach |= Q(**{each: True})
        return rows.filter(breach) if value else rows.exclude(breach)


class VisitComplaintFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(
        choices=VisitComplaintState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = VisitComplaint
        fields: list[str] = []
