"""What people write when they deal with a warning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from risk.choices import Verdict


class SettleForm(forms.Form):
    """A verdict without a check, with its reason."""

    verdict = forms.ChoiceField(
        choices=[("", _("Choose a verdict")), *Verdict.choices], label=_("Verdict")
    )
    basis = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How do you know? It stands in the history under your name."),
    )
    call_off = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Call off the open checks"),
        help_text=_("Officers who have not begun on site are called back, for the same reason."),
    )

    def __init__(self, *args: Any, has_open_checks: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not has_open_checks:
            del self.fields["call_off"]


class CloseForm(forms.Form):
    """Why a warning is closed by hand."""

    basis = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
