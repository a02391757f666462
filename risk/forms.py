"""What people write when they deal with a warning."""

from django import forms
from django.utils.translation import gettext_lazy as _

from risk.choices import Verdict


class SettleForm(forms.Form):
    """A verdict without a check, with its reason."""

    verdict = forms.ChoiceField(choices=Verdict.choices, label=_("Verdict"))
    basis = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How do you know? It stands in the history under your name."),
    )


class CloseForm(forms.Form):
    """Why a warning is closed by hand."""

    basis = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
