"""What is asked of the finder: a matter and a place, both in words or by code."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FinderForm(forms.Form):
    """Which matter, where."""

    matter = forms.CharField(
        label=_("Matter"), max_length=200, help_text=_("Words of its title, or its code.")
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        help_text=_("A region, an address, or the name or code of an object."),
    )
