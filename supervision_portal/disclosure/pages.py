"""How every public page answers: without a login, at most a minute old, 304 when unchanged."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import render
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from common.lists.keyset import BadCursor, Keyset, Order, Page

View = Callable[..., HttpResponseBase]

SHARED_SECONDS = 60
"""Longest life in a shared cache: a withdrawn record is gone everywhere after a minute."""

_conditional = decorator_from_middleware(ConditionalGetMiddleware)
_short_lived = cache_control(public=True, max_age=0, s_maxage=SHARED_SECONDS)
_varied = vary_on_headers("Cookie", "Accept-Language")


def cached(view: View) -> View:
    """Let shared caches keep an answer for a minute; browsers ask each time and mostly hear 304."""
    return _conditional(_short_lived(_varied(view)))


def public_page(view: View) -> View:
    """Open a page to everybody, and let it be cached; what is not there is said in plain words."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return render(request, "public/not_found.html", status=404)

    return login_not_required(require_safe(cached(answered)))


def page_of(request: HttpRequest, queryset: Any, order: Order, size: int) -> Page[Any]:
    """Return the page that ``?cursor=`` names; the first one when it names none that is known."""
    keyset: Keyset[Any] = Keyset(queryset, order)
    try:
        return keyset.page(size, request.GET.get("cursor", ""))
    except BadCursor:
        return keyset.page(size)
