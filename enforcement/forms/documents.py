"""Forms of inspection documents: a new version of a template."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.choices import DocumentKind
from enforcement.papers import DOCX
from registry.models import Department


class TemplateForm(forms.Form):
    """A Word file with places, from when it holds, and on which articles it rests."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department that keeps it")
    )
    valid_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    basis = forms.CharField(
        label=_("Legal basis"),
        required=False,
        max_length=2000,
        help_text=_(
            "Law and article, as in the list of matters. When the article changes, the template "
            "is among what is to be reviewed."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(label=_("What changed"), required=False, max_length=300)
    file = forms.FileField(
        label=_("Word file"), widget=forms.FileInput(attrs={"accept": f".docx,{DOCX}"})
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
