"""The login, which in the demonstration names the people one may be; the language they read."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language, get_language
from django.views.decorators.http import require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language

from common.forms import LoginForm
from common.models import User
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

    def form_valid(self, form: Any) -> HttpResponse:
        """Bring along the language a person chose before, unless this browser has chosen one."""
        response = super().form_valid(form)
        chosen = form.get_user().language
        if chosen and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            _keep_language(response, chosen)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"players": players()}


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Change the language of this browser, and for good that of the person who is logged in."""
    response = set_language(request)
    chosen = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    if isinstance(request.user, User) and check_for_language(chosen):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def _keep_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


def players() -> list[Player]:
    """Return one made-up person for each role; nobody where no demonstration was loaded."""
    if not accounts.BOOK.exists():
        return []
    cast = {row["role"]: row["username"] for row in reversed(people())}
    return [Player(cast[role.code], role) for role in ROLES if role.code in cast]
