"""Forms in which a matter is claimed, a power handed down, an implementation list written."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from matters.models import Checklist, ImplementationList
from registry.models import Department


class ClaimForm(forms.Form):
    """The department that claims a matter, for its whole region."""

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=_("Claiming department")
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class TransferForm(forms.Form):
    """To which body of a township, for which days and by which document a power is handed down."""

    to = forms.ModelChoiceField(queryset=Department.objects.none(), label=_("Handed down to"))
    from_day = _day(_("First day"))
    until = _day(_("Last day"), required=False, help_text=_("Empty where none is set."))
    basis = forms.CharField(
        label=_("Document"),
        max_length=500,
        help_text=_("Title and number of the document that hands the power down."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = bodies


PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("Local elements"),
        ("scope", "process", "checklist", "method", "frequency", "annual_cap"),
    ),
    (_("Who does it"), ("exercising", "contact", "phone")),
    (_("Entrustment"), ("entrusted", "entrusted_by", "entrusted_from", "entrusted_until")),
)
"""The fields of an implementation list as the page groups them."""


class ImplementationForm(forms.ModelForm):
    """The local elements of an implementation list."""

    entrusted_from = _day(_("Entrusted from"), required=False)
    entrusted_until = _day(_("Entrusted until"), required=False)

    class Meta:
        model = ImplementationList
        fields: ClassVar = [
            "scope",
            "process",
            "checklist",
            "method",
            "frequency",
            "annual_cap",
            "exercising",
            "contact",
            "phone",
            "entrusted",
            "entrusted_by",
        ]
        help_texts: ClassVar = {
            "scope": _("Which objects of the matter there are here, and about how many."),
            "annual_cap": _(
                "Of the same subject by this department, over all inspections. No visit under this "
                "list goes beyond it, nor beyond the caps on visits."
            ),
            "exercising": _("The body that really does it: the department itself, or its brigade."),
            "entrusted": _("Acts in the name of the department, within the document's days."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        claim = self.instance.claim
        here = Department.objects.filter(region__path__startswith=claim.department.region.path)
        bodies: Any = here.order_by("path")
        for name in ("exercising", "entrusted"):
            field: Any = self.fields[name]
            field.queryset = (
                bodies if name == "exercising" else bodies.exclude(pk=claim.department_id)
            )
        forms_of: Any = self.fields["checklist"]
        forms_of.queryset = Checklist.objects.filter(matters=claim.matter_id)
        for name in ("scope", "process"):
            self.fields[name].widget.attrs["rows"] = 3
        if days := self.instance.entrusted_valid:
            self.initial["entrusted_from"] = days.lower
            self.initial["entrusted_until"] = self.instance.entrusted_until

    def sections(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """Yield the groups of fields as the page shows them."""
        for title, names in PARTS:
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("entrusted_from"), cleaned.get("entrusted_until")
        if cleaned.get("entrusted"):
            if not cleaned.get("entrusted_by"):
                self.add_error("entrusted_by", _("Name the document of the entrustment."))
            if not first:
                self.add_error("entrusted_from", _("Say from which day the entrustment holds."))
        if first and last and last < first:
            self.add_error("entrusted_until", _("The last day lies before the first."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """Return what was written, for the services."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        first, last = self.cleaned_data["entrusted_from"], self.cleaned_data["entrusted_until"]
        upper = last + dt.timedelta(days=1) if last else None
        said["entrusted_valid"] = DateRange(first, upper) if first else None
        return said
