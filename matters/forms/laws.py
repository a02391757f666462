"""Forms of the law library."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from matters.choices import ReviewState
from matters.models import Law, LawVersion

LONGEST = 2_000_000
"""Signs that a pasted text may have: the Civil Code has 110,000."""


class LawTextForm(forms.ModelForm):
    """The text of a version, as it was published, and where it comes from."""

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 22, "class": "law-source", "spellcheck": "false"}),
        help_text=_(
            "Paste it as it is published: an article begins with its number, each further line is "
            "a paragraph, a number in brackets begins an item. Markdown works, too."
        ),
    )

    class Meta:
        model = LawVersion
        fields: ClassVar = ["text", "adopted_on", "document_no", "source"]
        widgets: ClassVar = {
            "adopted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }
        help_texts: ClassVar = {
            "adopted_on": _("Left empty, it is read from the text."),
            "source": _("Gazette or address where the text was published."),
        }

    field_order = ["text", "adopted_on", "document_no", "source"]

    def described(self) -> dict[str, Any]:
        """Return what describes the version; an empty day is read from the text."""
        names = ("adopted_on", "document_no", "source")
        said = {name: self.cleaned_data[name] for name in names}
        return {name: value for name, value in said.items() if value not in (None, "")}


class NewLawForm(LawTextForm):
    """A law that the library does not have, with its text."""

    name = forms.CharField(label=_("Title"), max_length=300)
    name_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Law._meta.get_field("kind").choices or [], initial="law"
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=300, required=False)
    issuer_en = forms.CharField(label=_("Issued by, in English"), max_length=300, required=False)

    field_order = ["name", "name_en", "kind", "issuer", "issuer_en", "text"]

    def law(self) -> dict[str, Any]:
        names = ("name", "kind", "name_en", "issuer", "issuer_en")
        return {name: self.cleaned_data[name] for name in names}


class EnglishForm(forms.Form):
    """The English text of a version, by articles."""

    english = forms.CharField(
        label=_("Text in English"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={"rows": 22, "class": "law-source", "spellcheck": "false", "lang": "en"}
        ),
        help_text=_(
            "“Article 12” begins an article, “Chapter 2” a heading; what is left out has no "
            "English text. The Chinese text alone counts."
        ),
    )


class LawDayForm(forms.Form):
    """From which day a version is in force; a text that is entered late keeps its own day."""

    from_day = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    basis = forms.CharField(
        label=_("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RepealForm(forms.Form):
    """Under what, and from which day on, a law ends."""

    on = forms.DateField(
        label=_("Not in force any more from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    basis = forms.CharField(
        label=_("Repealed by"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = workdays.today


class DayForm(forms.Form):
    """The day whose text is asked for."""

    day = forms.DateField(
        label=_("Text in force on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def asked(self) -> dt.date:
        return (self.is_valid() and self.cleaned_data["day"]) or workdays.today()


class SearchForm(forms.Form):
    """What is looked for in the library, and in the text of which day."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    day = forms.DateField(label=_("Text in force on"), required=False)


class SettleForm(forms.Form):
    """What a change of law means for a record that rests on it."""

    state = forms.ChoiceField(
        label=pgettext_lazy("review", "Outcome"),
        choices=[
            (each.value, each.label)
            for each in (ReviewState.KEPT, ReviewState.CHANGED, ReviewState.ENDED)
        ],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
