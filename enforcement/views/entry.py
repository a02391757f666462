"""The code at the door: anybody can check who comes, from where, why and on what basis."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enforcement.choices import TaskState
from enforcement.models import EntryCode
from enforcement.services.codes import canonical_code

WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "genuine": (
        _("This inspection is genuine"),
        _("Compare the names with the certificates. Both officers must be there."),
    ),
    "ended": (
        _("This inspection has ended"),
        _("It took place. Nobody is to come on this code any more."),
    ),
    "called_off": (
        _("Nobody is to come on this code now"),
        _(
            "The inspection was called off, or other officers are being chosen. Do not let anybody "
            "in on it now; ask the department."
        ),
    ),
    "unknown": (
        _("Nobody comes on this code"),
        _(
            "No inspection has the code %(code)s. Check that you have typed it as shown. If it "
            "stays unknown, do not let anybody in on it, and call the department they name."
        ),
    ),
}


@login_not_required
@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say who comes and on what basis; an unknown code says that nobody is to be let in on it.

    Nothing here tells what called for the visit. Of a joint visit it says who comes from where.
    """
    asked = canonical_code(code)
    if asked != code:
        return redirect("enforcement:entry-verify", asked)
    entries = list(
        EntryCode.objects.select_related(
            "task__subject", "task__department", "task__matter_version", "task__claim"
        )
        .filter(code=asked)
        .order_by("pk")
    )
    entry = next((each for each in entries if each.is_valid), entries[0] if entries else None)
    heading, lead = WORDS[_standing(entry)]
    context: dict[str, Any] = {
        "code": asked,
        "entry": entry,
        "heading": heading,
        "lead": lead % {"code": asked},
        "shows_visit": _standing(entry) in ("genuine", "ended"),
    }
    if entry is not None:
        coming = [each for each in entries if each.is_valid == entry.is_valid]
        context |= {"task": entry.task, "coming": coming}
    return render(request, "enforcement/public/entry.html", context, status=200 if entry else 404)


def _standing(entry: EntryCode | None) -> str:
    if entry is None:
        return "unknown"
    if entry.is_valid:
        return "genuine"
    return "ended" if entry.task.state == TaskState.CLOSED else "called_off"
