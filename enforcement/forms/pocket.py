"""The PIN that an officer signs with on a colleague's phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.models import User

_DIGITS = {"inputmode": "numeric", "autocomplete": "new-password"}


class PinForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    pin = forms.RegexField(
        r"^\d{6,12}$",
        label=_("New PIN"),
        help_text=_("6 to 12 digits, at least three different ones."),
        widget=forms.PasswordInput(attrs=_DIGITS),
    )
    again = forms.CharField(label=_("New PIN again"), widget=forms.PasswordInput(attrs=_DIGITS))

    def __init__(self, user: User, data: Any = None):
        self.user = user
        super().__init__(data)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("pin") and given.get("pin") != given.get("again"):
            self.add_error("again", _("The two PINs differ."))
        return given
