"""Giving several tasks to other officers at once."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.models import Task
from registry.models import Officer


class ReassignForm(forms.Form):
    """Which of the tasks shown, to whom, and why."""

    tasks = forms.ModelMultipleChoiceField(
        Task.objects.none(),
        label=_("Tasks"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the tasks that change hands.")},
    )
    lead = forms.ModelChoiceField(Officer.objects.none(), label=_("Lead officer"))
    second = forms.ModelChoiceField(
        Officer.objects.none(),
        label=_("Second officer"),
        required=False,
        help_text=_("A visit takes two; other work goes to the lead alone."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, tasks: QuerySet[Task], officers: QuerySet[Officer], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["tasks"].queryset = tasks
        for name in ("lead", "second"):
            fields[name].queryset = officers
