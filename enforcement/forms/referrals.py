"""What a referral to a case says, and how it is decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.models import CaseReferral, CaseReferralLine
from registry.models import Department


class ReferralForm(forms.Form):
    """The facts, who decides, and the finding of each line."""

    to_department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department of the case"), empty_label=None
    )
    facts = forms.CharField(
        label=_("What was found"),
        min_length=2,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        row: CaseReferral,
        data: Mapping[str, Any] | None = None,
        *,
        departments: QuerySet[Department],
    ):
        initial = {"facts": row.facts, "to_department": row.to_department_id}
        super().__init__(data, initial=initial)
        field: Any = self.fields["to_department"]
        field.queryset = departments
        self.lines = list(row.lines.select_related("answer__item"))
        for line in self.lines:
            self.fields[f"finding_{line.pk}"] = forms.CharField(
                label=_("Finding"),
                initial=line.finding,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> Iterator[tuple[CaseReferralLine, forms.BoundField]]:
        """Yield the lines with the field of their finding."""
        for line in self.lines:
            yield line, self[f"finding_{line.pk}"]

    def findings(self) -> dict[Any, str]:
        """Return the finding of each line."""
        return {line.pk: self.cleaned_data[f"finding_{line.pk}"] for line in self.lines}


class DecisionForm(forms.Form):
    """Whether a case is filed, and why."""

    is_filed = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("a case is filed")), ("no", _("no case is filed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
