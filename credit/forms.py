"""What a clerk says when a decision has become effective."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EffectForm(forms.Form):
    """The day the remedies lapsed or the decision was upheld, and how that is known."""

    effective_on = forms.DateField(
        label=_("Effective on"),
        widget=forms.DateInput({"type": "date"}),
        help_text=_("The day the time for reconsideration and suit ran out, or it was upheld."),
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which document or which term says so? It stands in the history."),
    )
