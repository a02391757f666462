"""What is handed to another body, and what that one says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common import workdays
from enforcement.choices.outside import OutsideGround, OutsideState


class OutsideForm(forms.Form):
    """Which body, why, and which papers."""

    body = forms.CharField(label=_("Receiving body"), max_length=200)
    ground = forms.ChoiceField(label=_("Ground"), choices=OutsideGround.choices)
    reason = forms.CharField(
        label=_("Reason"), min_length=2, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    papers = forms.CharField(
        label=_("List of papers"),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutsideAnswerForm(forms.Form):
    """What the body said, when, under which number."""

    state = forms.ChoiceField(
        label=_("What the body said"),
        choices=[
            (each, OutsideState(each).label)
            for each in (OutsideState.RECEIVED, OutsideState.ACCEPTED, OutsideState.RETURNED)
        ],
    )
    day = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    number = forms.CharField(label=_("Number of the receipt"), max_length=100, required=False)
    text = forms.CharField(
        label=_("In its words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"day": workdays.today()})
        super().__init__(*args, **kwargs)
