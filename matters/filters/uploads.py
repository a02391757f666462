"""Filters of the rows of an uploaded list."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from matters.choices import RowOutcome
from matters.models import UploadRow


class UploadRowFilter(filters.FilterSet):
    q = filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("Search"), help_text=_("Name")
    )
    outcome = filters.MultipleChoiceFilter(
        choices=RowOutcome.choices, label=_("Outcome"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = UploadRow
        fields: list[str] = []
