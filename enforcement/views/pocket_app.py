"""The field app: its shell, worker, manifest and words; the session it begins with; the PIN."""

import hashlib
import json
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.methods import form_page
from common.requests import StaffRequest
from enforcement.forms.pocket import PinForm
from enforcement.models import PocketDevice
from enforcement.services import pocket_devices
from enforcement.views.pocket import officers_only
from enforcement.words import catalogue

STYLES = ("css/tokens.css", "css/parts.css", "css/pocket.css", "css/pocket-app.css")
OTHERS = (
    "vendor/icons.svg",
    "vendor/idb/index.js",
    "vendor/signature_pad/signature_pad.js",
    "img/logo.svg",
)


@login_not_required
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """Give the shell; it is the same for everybody and says nothing of anybody."""
    return render(request, "enforcement/pocket/app.html")


@login_not_required
@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker with the list of what it keeps, each by the hash of its content."""
    files = _files()
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]
    context = {"version": version, "files": files, "shell": reverse("enforcement:pocket-app")}
    text = render_to_string("enforcement/pocket/sw.js", {"setup": json.dumps(context)})
    return HttpResponse(text, content_type="text/javascript")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the app looks on a home screen."""
    logo = {"src": static("img/logo.svg"), "sizes": "any", "type": "image/svg+xml"}
    said = {
        "name": _("Field app of the Supervision Portal"),
        "short_name": _("Field app"),
        "id": "/pocket/",
        "start_url": reverse("enforcement:pocket-app"),
        "scope": "/pocket/",
        "display": "standalone",
        "background_color": "#f3f5f8",
        "theme_color": "#1d4f86",
        "icons": [logo | {"purpose": "any"}, logo | {"purpose": "maskable"}],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@login_not_required
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Give the words of the app in every language of the portal."""
    return JsonResponse(_words())


@require_safe
@never_cache
@officers_only
def session(request: StaffRequest) -> HttpResponse:
    """Tell the app who is logged in, with what it may bind this device by and open its store by.

    The session that a revoked phone was bound by ends here: its officer logs in anew.
    """
    device = request.session.get(pocket_devices.IN_SESSION)
    if device and pocket_devices.is_revoked(device):
        logout(request)
        return JsonResponse({}, status=401)
    keys = pocket_devices.store_keys(request.user)
    said = {"username": request.user.username, "csrf": get_token(request), "keys": keys}
    return JsonResponse(said)


@form_page
@officers_only
def pin(request: StaffRequest) -> HttpResponse:
    """Set the PIN that one signs with on a colleague's phone; the password is asked again."""
    form = PinForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        officer = pocket_devices.officer_of(request.user)
        pocket_devices.set_pin(officer, form.cleaned_data["pin"], by=request.user)
        messages.success(request, _("Your PIN is set. Phones learn it with the next network."))
        return redirect("enforcement:pocket-me")
    status = 422 if form.errors else 200
    context = {"form": form, "tab": "me"}
    return render(request, "enforcement/pocket/pin.html", context, status=status)


@require_POST
@officers_only
def revoke(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Log one of my phones out; what it has not sent stays sealed on it."""
    device = get_object_or_404(PocketDevice.objects.open_of(request.user), pk=pk)
    pocket_devices.revoke(device, by=request.user)
    messages.success(request, _("This phone is logged out."))
    return redirect("enforcement:pocket-me")


def _words() -> dict[str, Any]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = catalogue()
    return found


def _files() -> list[tuple[str, str]]:
    """Return the address and hash of everything that the app needs without network."""
    modules = sorted(
        str(path.relative_to(settings.BASE_DIR / "static"))
        for path in (settings.BASE_DIR / "static" / "pocket").rglob("*.js")
    )
    found = [(static(name), _hash(name)) for name in (*modules, *STYLES, *OTHERS)]
    shell = hashlib.sha256(render_to_string("enforcement/pocket/app.html").encode()).hexdigest()
    said = hashlib.sha256(json.dumps(_words()).encode()).hexdigest()
    return [
        (reverse("enforcement:pocket-app"), shell),
        (reverse("enforcement:pocket-words"), said),
        *found,
    ]


def _hash(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return _hash_at(path, Path(path).stat().st_mtime_ns)


@cache
def _hash_at(path: str, _changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
