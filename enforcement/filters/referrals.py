"""Filters of referrals to a case."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.choices.referrals import ReferralState
from enforcement.models import CaseReferral


class CaseReferralFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(
        choices=ReferralState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = CaseReferral
        fields: list[str] = []
