"""How a person wants the pages to look: theme, contrast, size, navigation; kept in one cookie."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from common import nav

COOKIE = "face"
YEAR_SECONDS = 365 * 24 * 3600
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("", "light", "dark"),
    "contrast": ("", "more"),
    "elder": ("", "1"),
    "nav": ("", "folded"),
}


def read(request: HttpRequest) -> dict[str, str]:
    """Return what the cookie asks for; anything unknown in it counts for nothing."""
    asked = dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:200]))
    return {
        name: asked.get(name, "") if asked.get(name, "") in allowed else ""
        for name, allowed in CHOICES.items()
    }


def context(request: HttpRequest) -> dict[str, object]:
    """Give every template ``face`` and, when it asks for it, the navigation ``modules``."""
    return {"face": read(request), "modules": SimpleLazyObject(lambda: nav.menu(request))}


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a choice of look (POST one of CHOICES) and go back to the page named by ``next``."""
    back = way_back(request, request.POST.get("next", ""), "/")
    response = HttpResponse(status=204) if request.htmx else HttpResponseRedirect(back)  # type: ignore[attr-defined]
    keep(request, response, request.POST)
    return response


def way_back(request: HttpRequest, asked: str, default: str) -> str:
    """Return the address to go back to, when it is one of ours."""
    here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if here else default


def keep(request: HttpRequest, response: HttpResponse, asked: Mapping[str, str]) -> None:
    """Keep those of CHOICES that ``asked`` names, beside what the cookie holds already."""
    kept = read(request)
    for name, allowed in CHOICES.items():
        if asked.get(name) in allowed:
            kept[name] = asked[name]
    response.set_cookie(
        COOKIE,
        urlencode({name: value for name, value in kept.items() if value}),
        max_age=YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
