"""The form by which a task is offered to another department."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.models import Department


class TransferForm(forms.Form):
    """Which department, and why it is its business."""

    to_department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Receiving department")
    )
    reason = forms.CharField(
        label=_("Why it is its business"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to_department"]
        field.queryset = departments.order_by("path")
