"""The form in which a file of subjects is sent in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FileForm(forms.Form):
    """A table of subjects."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB18030, may be gzipped) or XLSX, a heading first."),
        widget=forms.ClearableFileInput({"accept": ".csv,.gz,.xlsx,.json"}),
    )
