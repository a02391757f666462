"""How did this come about: the chain from the batch of readings to the public record."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import timeline
from common.acting import acting
from common.models import Event, User, resolve
from registry.models import Subject

WARNING = "risk.riskwarning:"


@dataclass(frozen=True)
class Link:
    """One link of the chain: what happened, about whom, how long after the link before."""

    entry: timeline.Entry
    subject: Subject | None
    after: str
    is_here: bool


@require_safe
@permission_required("common.view_chain", raise_exception=True)
def chain(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what led to an event and what followed, as far as the person may see it."""
    event = get_object_or_404(Event, pk=pk)
    links = _links(event, acting(request))
    if not links:
        raise Http404
    return render(request, "portal/chain.html", {"links": links, "event": event})


def _links(event: Event, user: User) -> list[Link]:
    events = story_of(event)
    subjects = Subject.objects.visible_to(user).in_bulk(
        {each.subject_id for each in events if each.subject_id}
    )
    if not subjects and not _is_about_a_visible_row(event, events, user):
        return []
    shown = [each for each in events if each.subject_id is None or each.subject_id in subjects]
    before: Event | None = None
    links = []
    for each, entry in zip(shown, timeline.entries(shown), strict=True):
        links.append(
            Link(
                entry,
                subjects.get(each.subject_id),
                lapse(each.at - before.at) if before else "",
                each.pk == event.pk,
            )
        )
        before = each
    return links


def _is_about_a_visible_row(event: Event, events: list[Event], user: User) -> bool:
    """Tell whether a story that concerns no subject is about a record that the person may see.

    So ends a batch of which nothing was loaded.
    """
    if any(each.subject_id for each in events):
        return False
    row = resolve(event.row)
    if row is None:
        return False
    rows: Any = type(row)._default_manager
    return bool(hasattr(rows, "visible_to") and rows.visible_to(user).filter(pk=row.pk).exists())


def story_of(event: Event) -> list[Event]:
    """Return the whole story that an event belongs to, oldest first.

    Where the story is about a warning it is everything that led to and followed from that warning;
    other warnings that the same batch raised are other stories.
    """
    before = list(Event.objects.leading_to([event.pk]).order_by("id"))
    warned = next((each.row for each in before if each.row.startswith(WARNING)), "")
    if warned:
        about = Event.objects.filter(row=warned).values_list("pk", flat=True)
        before = list(Event.objects.leading_to(about))
        after = list(Event.objects.caused_by(about))
    else:
        after = list(Event.objects.caused_by([before[0].pk]))
    return sorted({each.pk: each for each in before + after}.values(), key=lambda each: each.pk)


def lapse(time: dt.timedelta) -> str:
    """Return a short time between two links, such as "0.4 s" or "12 min"."""
    seconds = time.total_seconds()
    if seconds < 60:
        return _("%(n).1f s") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)d min") % {"n": seconds // 60}
    return _("%(n).1f h") % {"n": seconds / 3600}
