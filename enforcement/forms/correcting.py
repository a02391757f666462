"""What is mended in a task that its officers handed back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.models import Task


class CorrectionForm(forms.Form):
    """What is to be done and until when, as it should have been, and what was wrong."""

    wanted = forms.CharField(
        label=_("What is to be done, and why"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_at = forms.DateTimeField(
        label=_("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("What was mended"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, task: Task, data: Mapping[str, Any] | None = None):
        shown = timezone.localtime(task.due_at)
        initial = {"wanted": task.wanted, "due_at": shown.replace(second=0, microsecond=0)}
        super().__init__(data, initial=initial, prefix="correction")
        self.task = task

    def clean_due_at(self) -> Any:
        """Keep the second of a time that was left as it is; what is past is refused."""
        due = self.cleaned_data["due_at"]
        if "due_at" not in self.changed_data and self.task.due_at > timezone.now():
            return self.task.due_at
        if due <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return due
