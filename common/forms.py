"""Forms of the house."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator

from common.models import User


class LoginForm(AuthenticationForm):
    """The login; a name longer than any account's is refused before anybody stores it.

    Django only tells the browser the length, and the lockout's own table has less room.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        longest = User._meta.get_field("username").max_length
        self.fields["username"].validators.append(MaxLengthValidator(longest))
