"""Forms in which roles are given within one's own area, and questions asked about access."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.models import User
from registry.forms.fields import RegionField
from registry.models import Department, Region, Role


class GiveForm(forms.Form):
    """A role to be given. Only what the giver may give stands to choose from."""

    username = forms.CharField(
        max_length=150,
        label=_("User name"),
        help_text=_("The account must exist: the security administrator makes accounts."),
    )
    role = forms.ModelChoiceField(queryset=Role.objects.none(), label=_("Role"))
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        required=False,
        label=_("Department subtree"),
        help_text=_("Empty for roles that look across all departments of the region."),
    )
    region = RegionField(queryset=Region.objects.none(), required=False, label=_("Region subtree"))
    valid_until = forms.DateField(
        required=False, label=_("Valid until"), widget=forms.DateInput({"type": "date"})
    )

    def __init__(
        self,
        *args: Any,
        roles: QuerySet[Role],
        departments: QuerySet[Department],
        regions: QuerySet[Region],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        own["role"].queryset = roles
        own["role"].label_from_instance = lambda role: role.named
        own["department"].queryset, own["region"].queryset = departments, regions

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("No active account has this user name."))
        return user


class WhyForm(forms.Form):
    """A person and a record."""

    person = forms.CharField(
        max_length=150, label=_("Person"), help_text=_("The user name of the account.")
    )
    record = forms.CharField(
        max_length=300,
        label=_("Record"),
        help_text=_("The address of its page, as it stands in the browser; or a subject's code."),
    )
