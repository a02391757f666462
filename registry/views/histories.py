"""One time line of everything that ever happened to a subject."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common import timeline
from common.lists.keyset import BadCursor, Keyset, Order
from common.models import Event, reference
from registry.views.subjects import visible

SIZE = 50
CHAPTERS = {
    "registry": _("Change history"),
    "risk": _("Warnings"),
    "enforcement": _("Inspections and measures"),
    "credit": _("Credit"),
    "disclosure": _("Publication"),
    "datacenter": _("Data"),
}


@require_safe
@permission_required("common.view_event", raise_exception=True)
def subject_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the whole time line, merged records included, page by page, by kind of event."""
    row = visible(request, pk)
    chapter = request.GET.get("kind", "")
    if chapter and chapter not in CHAPTERS:
        return _bad(request, _now("There is no such kind of event."))
    events = Event.objects.of_subjects(row.same_ids())
    if row.canonical_id is None:
        # told from both sides; on the page of the record kept one side is enough
        events = events.exclude(name__endswith="_away", subject_id__in=row.merged.values("pk"))
    if chapter:
        events = events.filter(name__startswith=f"{chapter}.")
    try:
        keyset: Keyset[Event] = Keyset(events, Order("-id", "pk"))
        page = keyset.page(SIZE, request.GET.get("cursor", ""))
    except BadCursor:
        return _bad(request, _now("This page of the time line cannot be found."))
    context = {
        "subject": row,
        "history": timeline.entries(page.rows, here=reference(row)),
        "page": page,
        "chapter": chapter,
        "chapters": [{"key": key, "label": label} for key, label in CHAPTERS.items()],
    }
    return render(request, "registry/subject_history.html", context)


def _bad(request: HttpRequest, text: str) -> HttpResponse:
    return render(request, "400.html", {"message": text}, status=400)
