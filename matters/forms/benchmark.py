"""Which two lists are compared, and what is taken over from the upper one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.models import Department


class BenchmarkForm(forms.Form):
    """One's own list and the one above it."""

    own = forms.ChoiceField(label=_("Own list"))
    upper = forms.ChoiceField(label=_("Upper list"))

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("own", "upper"):
            field: Any = self.fields[name]
            field.choices = [("", _("choose a list")), *((code, code) for code in codes)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("own") and data.get("own") == data.get("upper"):
            self.add_error("upper", _("Choose another list: a list is not above itself."))
        return data


class AdoptForm(forms.Form):
    """What is taken over, and who answers for what is new."""

    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        required=False,
        label=_("Department that answers for what is new"),
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.queryset = departments
        sent: Any = self.data
        self.fields["version"] = forms.MultipleChoiceField(
            choices=[(each, each) for each in sent.getlist("version")] if sent else [],
            error_messages={"required": _("Tick at least one matter first.")},
        )
