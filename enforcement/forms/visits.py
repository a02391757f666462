"""Forms of joint visits: the tasks that were read as one, another day."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class TogetherForm(forms.Form):
    """The tasks that were read as one suggestion, as the page gave them."""

    tasks = forms.CharField(max_length=4000)

    def clean_tasks(self) -> set[uuid.UUID]:
        try:
            return {uuid.UUID(each) for each in self.cleaned_data["tasks"].split()}
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DayForm(forms.Form):
    """The day on which all come."""

    day = forms.DateField(
        label=_("Day of the visit"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
