"""Filters of transfers of tasks."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.choices.transfers import TransferState
from enforcement.models import TaskTransfer


class TaskTransferFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(
        choices=TransferState.choices,
        label=_("State"),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = TaskTransfer
        fields: list[str] = []
