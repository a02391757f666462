"""Filters of claims."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from matters.choices import ClaimState
from matters.models import Claim
from registry.filters import RegionFilter


class ClaimFilter(filters.FilterSet):
    matter = filters.UUIDFilter(field_name="matter_id", label=_("Matter"))
    department = filters.CharFilter(field_name="department__code", label=_("Department code"))
    state = filters.ChoiceFilter(choices=ClaimState.choices, label=_("State"))
    region = RegionFilter()

    class Meta:
        model = Claim
        fields: list[str] = []
