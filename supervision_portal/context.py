"""What every page is told."""

import time

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from datacenter.models import Source
from supervision_portal import inbox

KEPT_SECONDS = 60.0

_known: tuple[float, bool] = (0.0, False)


def simulated(request: HttpRequest) -> dict[str, object]:
    """Tell the page whether simulated readings are in this portal, so that it says so."""
    return {"has_simulated_data": SimpleLazyObject(_has_simulated_data)}


def _has_simulated_data() -> bool:
    global _known
    until, answer = _known
    if time.monotonic() > until:
        answer = Source.objects.filter(is_simulated=True, is_active=True).exists()
        _known = (time.monotonic() + KEPT_SECONDS, answer)
    return answer


def unread(request: HttpRequest) -> dict[str, object]:
    """Tell the page how many messages its reader has not seen."""
    user = getattr(request, "user", None)
    return {"unread": SimpleLazyObject(lambda: inbox.unread(user).count() if user else 0)}
