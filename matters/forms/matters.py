"""Forms in which a matter is written."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters import rules
from matters.models import MatterVersion, Method
from registry.choices import Level, SubjectKind
from registry.models import Department, Line

LINES_OF_TEXT = {
    "unit": 2,
    "object": 2,
    "basis": 4,
    "process": 3,
    "result": 3,
    "method": 2,
    "officer_requirement": 2,
    "note": 2,
}

SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("Main item"),
        (
            "list_code", "code", "item", "item_en", "power_code", "duty_code",
            "permit_type", "permit_name", "permit_code", "permit_power_code",
        ),
    ),
    (
        _("Sub item"),
        (
            "sub_item", "sub_item_en", "national_code", "subitem_code", "subitem_power_code",
            "administrative_type", "system", "serial",
        ),
    ),
    (_("Who answers for it"), ("department", "line", "levels", "apply_scope", "unit")),
    (_("What is supervised"), ("object", "object_en", "object_types", "basis", "basis_en")),
    (
        _("How it is supervised"),
        (
            "methods", "supervision_form", "method", "method_en", "process", "process_en",
            "result", "result_en",
        ),
    ),
    (
        _("How much and how often"),
        (
            "ratio", "frequency", "is_on_clue", "legal_min", "legal_max",
            "officer_requirement", "note",
        ),
    ),
)  # fmt: skip
"""The fields as the page groups them; in pairs: it sets two beside each other."""

OF_THE_MATTER = ("list_code", "code", "national_code")
CONTENT = [name for _title, names in SECTIONS for name in names if name not in OF_THE_MATTER]


def _as_written(example: str) -> Promise:
    """Return the help of a field whose free text is read into numbers."""
    return format_lazy(
        _("As officials write it, such as “{example}”. What can be read from it is shown."),
        example=example,
    )


class MatterForm(forms.ModelForm):
    """The content of a draft; ``departments`` are those that its editor may draft for.

    ``seen`` carries the revision and the texts that the editor had before them, so that what two
    people write at the same time can be told apart (``matters.merging``).
    """

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
    methods = forms.ModelMultipleChoiceField(
        queryset=Method.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Methods of supervision"),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MatterVersion
        fields: ClassVar = CONTENT
        help_texts: ClassVar = {
            "basis": _("Law and article, as they are cited."),
            "ratio": _as_written("不少于30%"),
            "frequency": _as_written("每年不少于1次"),
            "is_on_clue": _("No plan, no draw: only when something points to a breach."),
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

    def clean_methods(self) -> list[str]:
        return [method.code for method in self.cleaned_data["methods"]]

    def clean_seen(self) -> dict[str, Any] | None:
        """Return what the editor had read; None where that was not said."""
        text = self.cleaned_data["seen"]
        try:
            seen: dict[str, Any] | None = signing.loads(text, salt="matters.seen") if text else None
        except signing.BadSignature:
            seen = None
        return seen

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("administrative_type")
        code = data.get("subitem_power_code", "")
        if kind and code and rules.contradicts(code, kind):
            self.add_error(
                "subitem_power_code",
                forms.ValidationError(
                    _("This power item is of another administrative type than the matter."),
                    code="contradiction",
                ),
            )
        least, most = data.get("legal_min"), data.get("legal_max")
        if least is not None and most is not None and least > most:
            self.add_error("legal_max", _("The most cannot be less than the fewest."))
        return data

    def sections(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        """Yield the groups of fields as the page shows them."""
        for title, names in SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    def content(self) -> dict[str, Any]:
        """Return what was written, for the services."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewMatterForm(MatterForm):
    """A new matter with its place in a list."""

    list_code = forms.SlugField(max_length=40, label=pgettext_lazy("matters", "List"))
    code = forms.CharField(
        max_length=40, label=_("Code"), help_text=_("As the list has it, such as PS0101.")
    )
    national_code = forms.RegexField(
        regex=rules.CATALOGUE_CODE.pattern,
        required=False,
        strip=True,
        max_length=14,
        label=_("Code in the national catalogue"),
        help_text=_("14 digits."),
    )
