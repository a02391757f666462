"""Forms in which a matter is written."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters.models import MatterVersion
from registry.choices import Level, SubjectKind
from registry.models import Department, Line

LINES_OF_TEXT = {
    "object": 2,
    "basis": 4,
    "process": 3,
    "result": 3,
    "method": 2,
    "officer_requirement": 2,
    "note": 2,
}


def _as_written(example: str) -> Promise:
    """Return the help of a field whose free text is read into numbers."""
    return format_lazy(
        _("As officials write it, such as “{example}”. What can be read from it is shown."),
        example=example,
    )


class MatterForm(forms.ModelForm):
    """The content of a draft; ``departments`` are those that its editor may draft for."""

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=_("Responsible department")
    )
    line = forms.ModelChoiceField(
        queryset=Line.objects.all(), required=False, label=_("Line of business")
    )
    levels = forms.TypedMultipleChoiceField(
        choices=Level.choices[1:5],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label=_("Exercising levels"),
    )
    object_types = forms.MultipleChoiceField(
        choices=SubjectKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Kinds of object"),
    )

    class Meta:
        model = MatterVersion
        fields: ClassVar = [
            "item",
            "item_en",
            "sub_item",
            "sub_item_en",
            "administrative_type",
            "department",
            "line",
            "levels",
            "object",
            "object_en",
            "basis",
            "basis_en",
            "process",
            "process_en",
            "result",
            "result_en",
            "method",
            "method_en",
            "ratio",
            "frequency",
            "object_types",
            "officer_requirement",
            "note",
        ]  # fmt: skip  (in pairs: the page sets two beside each other)
        help_texts: ClassVar = {
            "basis": _("Law and article, as they are cited."),
            "ratio": _as_written("不少于30%"),
            "frequency": _as_written("每年不少于1次"),
        }

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments
        if self.instance.line:
            self.initial["line"] = self.instance.line
        for name, rows in LINES_OF_TEXT.items():
            for each in (name, f"{name}_en"):
                if each in self.fields:
                    self.fields[each].widget.attrs["rows"] = rows

    def clean_line(self) -> str:
        line = self.cleaned_data["line"]
        return line.code if line else ""

    def content(self) -> dict[str, Any]:
        """Return what was written, for the services."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewMatterForm(MatterForm):
    """A new matter with its place in a list."""

    list_code = forms.SlugField(max_length=40, label=pgettext_lazy("matters", "List"))
    code = forms.CharField(
        max_length=40, label=_("Code"), help_text=_("As the list has it, such as PS0101.")
    )

    field_order = ["list_code", "code"]
