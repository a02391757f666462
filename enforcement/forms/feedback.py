"""What the inspected fill in about a visit, and how a complaint is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enforcement.choices.feedback import ASKED_OF_VISITS, ComplaintVerdict

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]
STARS = [
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – neither good nor bad")),
    (2, _("2 – bad")),
    (1, _("1 – very bad")),
]


class RatingForm(forms.Form):
    """Eight questions with yes or no, stars, and a text where somebody wants to say more."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, question in ASKED_OF_VISITS.items():
            self.fields[name] = forms.ChoiceField(
                label=question, choices=YES_OR_NO, widget=forms.RadioSelect
            )
        self.fields["stars"] = forms.TypedChoiceField(
            label=_("How was the visit on the whole?"),
            choices=STARS,
            coerce=int,
            widget=forms.RadioSelect,
        )
        self.fields["text"] = forms.CharField(
            label=_("What else you want to say"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def answers(self) -> dict[str, bool]:
        """Return the yes and no of each question."""
        return {name: self.cleaned_data[name] == "yes" for name in ASKED_OF_VISITS}


class ComplaintForm(forms.Form):
    """What happened, and how the complainant can be reached."""

    text = forms.CharField(
        label=_("What happened"),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label=_("How you can be reached"),
        max_length=200,
        required=False,
        help_text=_("May stay empty. Only the office that looks into it reads this."),
    )


class ComplaintAnswerForm(forms.Form):
    """What the supervising office found, in words for the complainant."""

    verdict = forms.ChoiceField(label=_("Finding"), choices=ComplaintVerdict.choices)
    text = forms.CharField(
        label=_("Answer to the complainant"),
        min_length=5,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
