"""The form in which a list is uploaded."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A table of matters; the list that its rows belong to where they name none."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "An Excel workbook (.xlsx) or a CSV file, up to 30 MB; headings in Chinese or English."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.gz"}),
    )
    list_code = forms.SlugField(
        max_length=40,
        label=_("List of rows that name none"),
        help_text=_("Its short name, such as zj-2017."),
    )
