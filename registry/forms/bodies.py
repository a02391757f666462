"""Forms of departments: what becomes of them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from registry.choices import ReorganisationKind
from registry.forms.places import DayInput
from registry.models import Department, Line


class ReorganisationForm(forms.Form):
    """The kind, day and legal act of a reorganisation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ReorganisationKind.choices)
    day = forms.DateField(label=_("In force from"), widget=DayInput())
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("The act that decided it, with its number.")
    )


class PartForm(forms.Form):
    """One department of a reorganisation."""

    old = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=_("Department"), required=False
    )
    new = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=_("Successor"), required=False
    )
    lines = forms.ModelMultipleChoiceField(
        queryset=Line.objects.all(), label=_("Lines of business that pass over"), required=False
    )
    name = forms.CharField(label=_("New name"), max_length=300, required=False)
    name_en = forms.CharField(label=_("New English name"), max_length=300, required=False)

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            field: Any = self.fields[name]
            field.queryset = departments


PartFormSet: "type[BaseFormSet[PartForm]]" = forms.formset_factory(PartForm, extra=3, max_num=20)
