"""Refusals in words (rules answer 422, lost races 409), and denials on record."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from common import audit
from common.choices import AuditAction
from common.errors import ConflictError, RuleError


class DenialMiddleware:
    """Write each refusal (403) of somebody who is logged in to the audit trail, once.

    A visitor without a login has no rights to overstep; the web server's log keeps those.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN and request.user.is_authenticated:
            audit.record(
                AuditAction.DENIED,
                by=request.user,
                facts={"method": request.method, "path": request.path[:500]},
                request=request,
            )
        return response


class RefusalMiddleware:
    """Turn RuleError and ConflictError into a page that says what was refused and why.

    An address that takes acts only is no page: whoever opens it is led on by one that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RuleError):
            return refuse(request, str(error.message), 422)
        if isinstance(error, ConflictError):
            return refuse(request, str(error), 409)
        return None


def refuse(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Return the refusal as a page, or as a line in the live region of the page that asked."""
    if not getattr(request, "htmx", False):
        context = {"message": message, "back": page_before(request)}
        return render(request, f"{status}.html", context, status=status)
    response = render(request, "common/_refusal.html", {"message": message}, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#say", "beforeend"
    return response


def page_before(request: HttpRequest) -> str:
    """Return the page of the portal that an act was sent from; of a read, its own address."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return came_from if is_ours else "/"
