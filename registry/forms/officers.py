"""Forms of officers: leave, loans, declared interests, turns of duty."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.choices import ConflictKind, LeaveKind
from registry.forms.places import DayInput
from registry.models import Department, Officer, Subject


class SpanForm(forms.Form):
    """Days from a first to a last one."""

    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day (included)"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned


class LeaveForm(SpanForm):
    """Days on which an officer is away."""

    kind = forms.ChoiceField(label=_("Kind"), choices=LeaveKind.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    field_order = ("kind", "first", "last", "note")


class LoanForm(SpanForm):
    """The body that an officer is lent to, the days, and the agreement."""

    to = forms.ModelChoiceField(queryset=Department.objects.none(), label=_("Lent to"))
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("The agreement or order, with its number.")
    )

    field_order = ("to", "first", "last", "basis")

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = departments


class ConflictForm(forms.Form):
    """An interest in a subject, named by its code or credit code."""

    subject = forms.CharField(
        label=_("Subject"), max_length=60, help_text=_("Its code, credit code, or full name.")
    )
    kind = forms.ChoiceField(label=_("Interest"), choices=ConflictKind.choices)
    last = forms.DateField(
        label=_("Last day (included)"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: until you take it back."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, subjects: QuerySet[Subject], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.subjects = subjects

    def clean_subject(self) -> Subject:
        text = self.cleaned_data["subject"].strip()
        found = self.subjects.filter(Q(code=text) | Q(uscc=text.upper()) | Q(name=text))
        rows = list(found.select_related("canonical")[:2])
        if len(rows) != 1:
            raise forms.ValidationError(
                _("Several subjects go by this. Use the code.")
                if rows
                else _("No subject in your region goes by this.")
            )
        return rows[0]


class TurnForm(SpanForm):
    """Turns of duty of an officer: the same hours on each day."""

    officer = forms.ModelChoiceField(queryset=Officer.objects.none(), label=_("Officer"))
    begins = forms.TimeField(
        label=_("Begins"), initial=dt.time(8, 30), widget=forms.TimeInput(attrs={"type": "time"})
    )
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=24, initial=9)
    workdays_only = forms.BooleanField(label=_("On working days only"), required=False)

    field_order = ("officer", "first", "last", "begins", "hours", "workdays_only")

    def __init__(self, *args: Any, officers: QuerySet[Officer], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officer"]
        field.queryset = officers
