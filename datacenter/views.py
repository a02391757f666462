"""Pages of data coming in: who sends, what came, what was wrong with it."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from common import timeline
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from datacenter.filters import BatchFilter, SourceFilter
from datacenter.models import Batch, Indicator, Source
from registry.models import Subject

FAULTS_SHOWN = 50
SERIES_SHOWN = 20

BATCHES = ListDesk(
    key="datacenter.batches",
    title=_("Batches"),
    lead=_("What the sources sent: every row is loaded, a duplicate, or rejected with a reason."),
    filterset=BatchFilter,
    columns=[
        Column("source", _("Source"), "name"),
        Column("dataset", _("Dataset"), "named"),
        Column("received_at", _("Received"), "when"),
        Column("state", _("State"), "badge"),
        Column("sent", pgettext_lazy("rows", "Sent"), "number", sort="sent"),
        Column("loaded", pgettext_lazy("rows", "Loaded"), "number"),
        Column("duplicate", pgettext_lazy("rows", "Duplicate"), "number"),
        Column("rejected", pgettext_lazy("rows", "Rejected"), "number", sort="rejected"),
        Column("loaded_at", _("Loaded at"), "when", shown=False),
        Column("request_id", _("Request id"), "code", shown=False),
        Column("id", _("Batch"), "code", shown=False),
    ],
    empty=Empty(
        _("No batch has come yet"),
        _(
            "Here stands every request of every source. A source gets its key by the command "
            "create_source and then sends signed batches."
        ),
        icon="database-import",
    ),
    export_name="batches",
    live_seconds=15,
)

SOURCES = ListDesk(
    key="datacenter.sources",
    title=_("Sources"),
    lead=_("The systems that send data, each known by its key and answered for by a department."),
    filterset=SourceFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column(
            "datasets", _("Datasets"), value=lambda row: ", ".join(map(str, row.datasets.all()))
        ),
        Column("department", _("Responsible department"), "named"),
        Column("last_batch_at", _("Last batch"), "when"),
        Column("origin", _("Readings"), "badge", value=lambda row: row.origin),
        Column("state", _("State"), "badge", value=lambda row: row.state),
        Column("key", _("Key"), "code"),
        Column("created_at", _("Registered"), "when", shown=False),
    ],
    empty=Empty(
        _("No source yet"),
        _(
            "A system that is to send is registered by the command create_source, which prints "
            "its key and its secret."
        ),
        icon="antenna",
    ),
    url=lambda row: f"{reverse('datacenter:batch-list')}?source={row.pk}",
    export_name="sources",
)


@permission_required("datacenter.view_batch", raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponseBase:
    """List what came from the sources in the person's scope."""
    rows = Batch.objects.visible_to(request.user).select_related("source", "dataset")
    return list_page(request, BATCHES, rows)


@require_safe
@permission_required("datacenter.view_batch", raise_exception=True)
def batch_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one batch: its counts, the rows rejected in it, the series it changed."""
    rows = Batch.objects.visible_to(request.user)
    batch = get_object_or_404(
        rows.select_related("source__department", "dataset", "contradicts"), pk=pk
    )
    after = request.GET.get("after", "")
    faults = batch.rejected_rows.filter(row__gt=int(after) if after.isdecimal() else -1)
    shown = list(faults.order_by("row")[: FAULTS_SHOWN + 1])
    events = None
    if request.user.has_perm("common.view_event"):
        events = list(Event.objects.about(batch))
    context = {
        "batch": batch,
        "faults": shown[:FAULTS_SHOWN],
        "more_after": shown[FAULTS_SHOWN - 1].row if len(shown) > FAULTS_SHOWN else None,
        "is_first_page": not after,
        "series": _series(batch, request.user),
        "series_hidden": max(0, len(batch.touched) - SERIES_SHOWN),
        "contradicted_by": batch.contradicted_by.order_by("id")[:SERIES_SHOWN],
        "panels": panels_of(batch, request.user),
        "story": events[0] if events else None,
        "history": None if events is None else timeline.entries(events, here=reference(batch)),
    }
    return render(request, "datacenter/batch.html", context)


@permission_required("datacenter.view_source", raise_exception=True)
def source_list(request: HttpRequest) -> HttpResponseBase:
    """List the systems that send, each leading to its batches for those who may see them."""
    rows = Source.objects.visible_to(request.user).with_last_batch()
    may_open = request.user.has_perm("datacenter.view_batch")
    return list_page(
        request,
        SOURCES if may_open else replace(SOURCES, url=None),
        rows.select_related("department").prefetch_related("datasets"),
    )


def _series(batch: Batch, user: Any) -> list[dict[str, Any]]:
    """Return the first series that a batch changed: subject if visible, from, to if later."""
    touched = batch.touched[:SERIES_SHOWN]
    subjects = dict(
        Indicator.objects.filter(pk__in=[series for series, _, _ in touched]).values_list(
            "pk", "subject_id"
        )
    )
    visible = Subject.objects.visible_to(user).in_bulk(list(subjects.values()))
    return [
        {
            "subject": visible.get(subjects.get(series)),
            "first": dt.datetime.fromisoformat(first),
            "last": dt.datetime.fromisoformat(last) if last > first else None,
        }
        for series, first, last in touched
    ]
