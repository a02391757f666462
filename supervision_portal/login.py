"""The login, which in the demonstration names the people one may be."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import LoginView
from django.utils.translation import get_language

from common.forms import LoginForm
from registry.roles import ROLES, RoleSpec
from supervision_portal.demo import accounts
from supervision_portal.demo.files import people


@dataclass(frozen=True)
class Player:
    """A made-up person with the role that they show."""

    username: str
    role: RoleSpec

    @property
    def role_name(self) -> str:
        return self.role.name_en if (get_language() or "").startswith("en") else self.role.name


class PortalLogin(LoginView):
    """Logs in; passwords of the demonstration stand in a file on the machine, never on a page."""

    form_class = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"players": players()}


def players() -> list[Player]:
    """Return one made-up person for each role; nobody where no demonstration was loaded."""
    if not accounts.BOOK.exists():
        return []
    cast = {row["role"]: row["username"] for row in reversed(people())}
    return [Player(cast[role.code], role) for role in ROLES if role.code in cast]
