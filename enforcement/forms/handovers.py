"""What one shift writes down for the next."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.models import Task
from registry.models import Department


class DeskForm(forms.Form):
    """Whose desk is handed over."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), empty_label=None
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments


class HandoverForm(forms.Form):
    """What the next shift should know, and the tasks that it should watch."""

    tasks = forms.ModelMultipleChoiceField(
        Task.objects.none(),
        label=_("Tasks to watch"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("What the next shift should know"),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, tasks: QuerySet[Task], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["tasks"]
        field.queryset = tasks
