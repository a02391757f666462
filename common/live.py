"""Pages that renew themselves: one address, ``/live/``, says whether a page stands as it did.

An app names a page with the function that stamps it: ``page("risk:warning-detail", stamp_of)``.
The stamp changes whenever the page would say something else to this reader, and costs less than
the page. Lists answer for themselves (``common.lists``), as rows that many people watch.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

Stamp = Callable[..., str]
PAGES: dict[str, Stamp] = {}
SECONDS = 15


@dataclass(frozen=True)
class Renewal:
    """How a page renews itself, for its template: what stands at ``page`` as of ``stamp``."""

    page: str
    stamp: str
    seconds: int = SECONDS

    @property
    def url(self) -> str:
        """Return the address to ask."""
        return f"{reverse('live')}?{urlencode({'page': self.page})}"


def page(name: str, stamp: Stamp) -> None:
    """Let the page of a URL name renew itself; ``stamp`` takes what its view takes."""
    PAGES[name] = stamp


def stamp_of(*parts: Any) -> str:
    """Return a stamp over what a page depends on."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@require_safe
def live(request: HttpRequest) -> HttpResponseBase:
    """Return the page ``?page=`` anew, or 304 while its stamp is the one that ``?since=`` names.

    The stamp is the answer's ETag as well. The page's own view decides who may see it; asking
    writes nothing and prolongs no session.
    """
    try:
        found = resolve(request.GET.get("page", "/"))
    except Resolver404 as error:
        raise Http404 from error
    if found.view_name not in PAGES:
        raise Http404
    stamp = PAGES[found.view_name](request, **found.kwargs)
    known = (request.GET.get("since", ""), request.headers.get("If-None-Match", "").strip('"'))
    answer: HttpResponseBase = (
        HttpResponse(status=304)
        if stamp in known
        else found.func(request, *found.args, **found.kwargs)
    )
    answer["ETag"] = f'"{stamp}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer
