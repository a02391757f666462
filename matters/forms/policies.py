"""Forms in which a policy or standard is written, a ladder brought in, discretion looked up."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import workdays
from common.models import User
from matters.choices import PolicyKind
from matters.forms.checklists import MatterChoice
from matters.models import Matter, PolicyVersion
from registry.choices import Level
from registry.models import Department, Line, Region


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class PolicyForm(forms.ModelForm):
    """What a version of a document says; its name and owner belong to the document."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=300)
    name_en = forms.CharField(label=_("English name"), max_length=300, required=False)
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label=_("Looked after by"),
        help_text=_("Is told before the document runs out."),
    )
    issued_on = _day(_("Issued on"))
    expires_on = _day(_("Last day"), help_text=_("Empty: it stays until it is replaced."))
    regions = forms.ModelMultipleChoiceField(
        queryset=Region.objects.none(),
        required=False,
        label=_("Applies in"),
        help_text=_("Empty: everywhere."),
    )
    departments = forms.ModelMultipleChoiceField(
        queryset=Department.objects.none(),
        required=False,
        label=_("Applies to departments"),
        help_text=_("Empty: all."),
    )
    lines = forms.ModelMultipleChoiceField(
        queryset=Line.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Applies to lines of business"),
    )
    matters = MatterChoice(
        queryset=Matter.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=pgettext_lazy("policy", "Matters it belongs to"),
    )

    class Meta:
        model = PolicyVersion
        fields: ClassVar = [
            "name", "name_en", "document_no", "issuer", "issuer_en", "issued_on", "expires_on",
            "remind_days", "owner", "summary", "summary_en", "text", "basis", "regions",
            "departments", "lines", "matters", "is_public",
        ]  # fmt: skip
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 10}),
            "basis": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, matters: QuerySet[Matter], **kwargs: Any):
        version = kwargs.get("instance")
        if version:
            policy = version.policy
            kwargs["initial"] = {
                "name": policy.name, "name_en": policy.name_en, "owner": policy.owner_id,
                "revision": version.revision,
            } | kwargs.get("initial", {})  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["matters"].queryset = matters
        fields["regions"].queryset = Region.objects.filter(level__lte=Level.COUNTY).order_by("path")
        fields["departments"].queryset = Department.objects.order_by("path")
        fields["owner"].queryset = User.objects.filter(is_active=True).order_by("name")

    def clean_lines(self) -> list[str]:
        return [line.code for line in self.cleaned_data["lines"]]

    def content(self) -> dict[str, Any]:
        """Return what the services take."""
        names = set(self.Meta.fields)
        return {name: value for name, value in self.cleaned_data.items() if name in names}


class NewPolicyForm(PolicyForm):
    """A document that the library does not have yet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PolicyKind.choices)
    code = forms.CharField(label=_("Code"), max_length=40)
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=_("Responsible department")
    )
    field_order = ("kind", "code", "department", "name", "name_en")

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments


class FileForm(forms.Form):
    """A file that belongs to a document."""

    file = forms.FileField(label=_("File"))


class LadderForm(forms.Form):
    """A table of discretion tiers, one row a tier."""

    table = forms.FileField(
        label=_("Table of tiers"),
        help_text=_("CSV or XLSX, one row a tier, as officials write it."),
    )


class DiscretionForm(forms.Form):
    """For what violation, in which circumstances, on which day."""

    ground = forms.CharField(label=_("Violation or its code"), max_length=500)
    circumstances = forms.CharField(
        label=_("Circumstances"),
        max_length=500,
        help_text=_("The degree, words of the circumstances, or how many times (a number)."),
    )
    day = _day(_("Day of the act"), required=True)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = workdays.today
