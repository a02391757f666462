"""What people type at the desk: reasons, approvals, choices of officers."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.choices import (
    BEFORE_DISPATCH,
)
from enforcement.models import Task
from enforcement.services.officers import Candidate, candidates, needed
from registry.models import Officer


class ReasonForm(forms.Form):
    """Why somebody does what takes a reason."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApprovalForm(forms.Form):
    """Why the head of the department approves one inspection."""

    basis = forms.CharField(
        label=_("Why it is needed"),
        min_length=2,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DispatchForm(forms.Form):
    """The officers chosen by hand, and the reason where one is due."""

    lead = forms.ModelChoiceField(Officer.objects.none(), label=_("Lead officer"))
    second = forms.ModelChoiceField(
        Officer.objects.none(), label=_("Second officer"), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you call somebody in who is off duty, or take it from others."),
    )

    def __init__(self, task: Task, data: Mapping[str, Any] | None = None):
        super().__init__(data)
        self.candidates = candidates(task)
        self.takes_two = needed(task.kind) > 1
        self.is_change = task.state not in BEFORE_DISPATCH
        self.fields["reason"].required = self.is_change
        known = [each.officer.pk for each in self.candidates]
        officers = Officer.objects.filter(pk__in=known)
        for name in ("lead", "second"):
            field: Any = self.fields[name]
            field.queryset = officers
        if not self.takes_two:
            del self.fields["second"]

    def rows(self) -> Iterator[tuple[Candidate, dict[str, bool]]]:
        """Yield the candidates, and which of the two places each was chosen for."""
        fitting = [each for each in self.candidates if each.fits]
        for each in self.candidates:
            chosen = {
                name: self._holds(name, each, fitting, place)
                for place, name in enumerate(("lead", "second"))
            }
            yield each, chosen

    def _holds(self, name: str, one: Candidate, fitting: list[Candidate], place: int) -> bool:
        if self.is_bound:
            return self.data.get(name) == str(one.officer.pk)
        return not self.is_change and fitting[place : place + 1] == [one]
