"""Pages of supervised subjects."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common import timeline
from common.lists import Column, Empty, ListDesk, list_page
from common.models import Event, reference
from common.panels import panels_of
from registry.filters import SubjectFilter
from registry.models import Subject

SUBJECTS = ListDesk(
    key="registry.subjects",
    title=_("Subjects"),
    lead=_("Who and what is supervised: firms, sites, projects, vehicles, gauges."),
    filterset=SubjectFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("kind", _("Kind"), "badge"),
        Column("code", _("Code"), "code", sort="code"),
        Column("uscc", _("Credit code"), "code", shown=False),
        Column("region", _("Region"), "named"),
        Column("address", _("Address"), value="located", shown=False),
        Column("state", _("State"), "badge"),
        Column("credit_class", _("Credit class")),
        Column("risk_class", _("Risk class")),
        Column("created_at", _("Registered"), "when", shown=False),
    ],
    empty=Empty(
        _("No subjects yet"),
        _(
            "Here stands everybody and everything under supervision in your region. They come from "
            "the registers of other systems, or by an import."
        ),
        icon="building",
    ),
    export_name="subjects",
)


@permission_required("registry.view_subject", raise_exception=True)
def subject_list(request: HttpRequest) -> HttpResponseBase:
    """List the subjects in the person's region, merged ones under their canonical record."""
    rows = Subject.objects.visible_to(request.user).filter(canonical=None)
    return list_page(request, SUBJECTS, rows.select_related("region"))


@require_safe
@permission_required("registry.view_subject", raise_exception=True)
def subject(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one subject: facts, what other modules know of it, its history."""
    rows = Subject.objects.visible_to(request.user).select_related("region", "canonical")
    row = get_object_or_404(rows, pk=pk)
    history = []
    if request.user.has_perm("common.view_event"):
        events = Event.objects.of_subject(row.pk)[: timeline.SHOWN]
        history = timeline.entries(events, here=reference(row))
    context = {
        "subject": row,
        "panels": panels_of(row, request.user),
        "history": history,
        "linked": Subject.objects.visible_to(request.user).joined_with(row)[:50],
        "merged": row.merged.order_by("id")[:50],
    }
    return render(request, "registry/subject.html", context)
