"""Forms of the steps of a version."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import workdays


class BasisForm(forms.Form):
    """Why something is done."""

    basis = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class RemarkForm(forms.Form):
    """What somebody may add to a step."""

    basis = forms.CharField(
        label=_("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PublishForm(RemarkForm):
    """From which day a version is in force; never a day that has passed."""

    from_day = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ["from_day", "basis"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["from_day"].initial = workdays.today
        self.fields["from_day"].widget.attrs["min"] = workdays.today().isoformat()

    def clean_from_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["from_day"]
        if day < workdays.today():
            raise forms.ValidationError(_("Nothing comes into force on a day that has passed."))
        return day
