"""Forms of caps on visits and of the no-disturb list."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common import workdays
from enforcement.choices import CapGround
from registry.choices import SubjectKind
from registry.models import Department, Line, Subject

GRADES = [(letter, letter) for letter in "ABCD"]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class CapForm(forms.Form):
    """How often one department may come to one object in a year; what is empty means all."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        help_text=_("It and those below it."),
    )
    line = forms.ChoiceField(label=_("Line of business"), required=False)
    subject_kind = forms.ChoiceField(
        label=_("Kind of object"), required=False, choices=[("", "—"), *SubjectKind.choices]
    )
    grade = forms.ChoiceField(label=_("Risk class"), required=False, choices=[("", "—"), *GRADES])
    limit = forms.IntegerField(label=_("Visits a year"), min_value=1, max_value=366)
    basis = forms.CharField(label=_("Basis"), max_length=300)
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"), required=False)

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        kwargs["initial"] = {"first_day": workdays.today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["department"].queryset = departments
        fields["line"].choices = [
            ("", "—"), *((line.code, line.named) for line in Line.objects.all()),
        ]  # fmt: skip


class CapChangeForm(forms.Form):
    """What may be changed of a cap: how often, by which rule, until when."""

    limit = forms.IntegerField(label=_("Visits a year"), min_value=1, max_value=366)
    basis = forms.CharField(label=_("Basis"), max_length=300)
    last_day = _day(_("Last day"), required=False)


class OutsideForm(forms.Form):
    """Why a visit stands outside the cap, and what shows that."""

    ground = forms.ChoiceField(
        label=_("It stands outside the cap because"),
        choices=[each for each in CapGround.choices if each[0] != CapGround.FOLLOW_UP],
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=300,
        help_text=_("The complaint, the letter, the clue, the request: with its number."),
    )


class NoDisturbForm(forms.Form):
    """Who is left alone, until when, by whom and why."""

    subject = forms.CharField(
        label=_("Code of the object"),
        max_length=60,
        help_text=_("Its credit code, or the code that the list of subjects shows."),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        help_text=_("Which department leaves it alone."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"))

    def __init__(
        self,
        *args: Any,
        departments: QuerySet[Department],
        subjects: QuerySet[Subject],
        **kwargs: Any,
    ):
        today = workdays.today()
        days = {"first_day": today, "last_day": today + dt.timedelta(days=180)}
        kwargs["initial"] = days | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.subjects = subjects
        field: Any = self.fields["department"]
        field.queryset = departments

    def clean_subject(self) -> Subject:
        text = self.cleaned_data["subject"].strip()
        found = self.subjects.filter(Q(uscc=text.upper()) | Q(code=text)).first()
        if found is None:
            raise forms.ValidationError(_("No such object in your area."))
        subject: Subject = found
        return subject
