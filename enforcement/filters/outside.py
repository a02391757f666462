"""Filters of transfers to other bodies."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.choices.outside import OutsideState
from enforcement.models import OutsideTransfer


class OutsideTransferFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="body", lookup_expr="icontains", label=_("Search"))
    state = filters.MultipleChoiceFilter(
        choices=OutsideState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = OutsideTransfer
        fields: list[str] = []
