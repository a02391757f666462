"""The administration site: the portal's login, its grants, its look; navigation by module."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

from common.choices import DeliveryState
from common.models import Delivery

# The theme's Alpine evaluates expressions in attributes and writes styles; nobody but the three
# administrators loads it, and no script from elsewhere or in the page itself runs here either.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    **cast(dict[str, Any], settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]),
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
}

SEARCHED = {"HX-Trigger": "search"}  # the theme's palette listens for it

Page = tuple[str, Any, str, Any]
MODULES: Sequence[tuple[Any, Sequence[Page]]] = (
    (
        _("People and rights"),
        (
            ("common.user", _("Accounts"), "person", _("Who may log in; passwords and lockouts")),
            ("registry.grant", _("Roles given"), "key", _("Who may do what, where, until when")),
            ("registry.role", _("Roles"), "badge", _("What each role carries")),
            ("registry.officer", _("Officers"), "local_police", _("Certificates and lines")),
            ("registry.roster", _("Roster"), "calendar_clock", _("Who is on duty when")),
        ),
    ),
    (
        _("Settings"),
        (
            ("common.calendar", _("Working days"), "event", _("Holidays and worked weekends")),
            ("registry.region", _("Regions"), "map", _("Names of places")),
            ("registry.department", _("Departments"), "account_balance", _("The tree of bodies")),
            ("registry.line", _("Lines of business"), "category", _("Construction, drainage …")),
            ("datacenter.dataset", _("Datasets"), "table_chart", _("What a row has to look like")),
            ("datacenter.source", _("Sources"), "sensors", _("Systems that send data")),
            ("risk.ruleversion", _("Risk rules"), "rule", _("What is judged, and how")),
            (
                "enforcement.standingapproval",
                _("Standing approvals"),
                "approval",
                _("What may go out by itself, and how often a day"),
            ),
        ),
    ),
    (
        _("Operation"),
        (
            ("common.delivery", _("Deliveries"), "sync_alt", _("Reactions that wait or failed")),
            ("common.auditentry", _("Audit trail"), "policy", _("Logins, denials, changes")),
            ("common.event", _("Events"), "history", _("Acts as they happened")),
        ),
    ),
)


class Site(UnfoldAdminSite):
    """``/admin/``: entered through the portal's own login, by grant."""

    index_title = _("Overview")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def search(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Find pages by title for the keyboard's palette; rows are searched on their own page."""
        term = request.GET.get("s", "").strip().lower()
        found = [
            SearchResult(str(page["title"]), str(group["title"]), page["link"], page["icon"])
            for group in open_pages(request)
            for page in group["items"]
            if term and term in f"{page['title']} {page['hint']}".lower()
        ]
        context = {"results": found}
        return TemplateResponse(request, "admin/_palette.html", context, headers=SEARCHED)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            response: HttpResponseBase = inner(request, *args, **kwargs)
            return response

        return csp_replace(CONTENT_SECURITY_POLICY)(guarded)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send people to the portal's login, which counts failures and locks."""
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        return LogoutView.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("password_change")


def open_pages(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the modules and pages that this administrator may open."""
    groups = []
    for title, pages in MODULES:
        items = [
            {
                "title": label,
                "icon": icon,
                "link": reverse(f"admin:{model.replace('.', '_')}_changelist"),
                "hint": hint,
            }
            for model, label, icon, hint in pages
            if request.user.has_perm("{}.view_{}".format(*model.split(".")))
        ]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the side navigation: the overview, then the open pages by module."""
    overview = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    return [{"title": None, "items": [overview]}, *open_pages(request)]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the overview shows: the open pages, and deliveries that need somebody."""
    parked = 0
    if request.user.has_perm("common.view_delivery"):
        parked = Delivery.objects.filter(state=DeliveryState.PARKED).count()
    return context | {"groups": open_pages(request), "parked": parked}


def may_read_history(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("common.view_auditentry"))
