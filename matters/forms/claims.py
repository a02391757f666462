"""Forms in which a matter is claimed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

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
