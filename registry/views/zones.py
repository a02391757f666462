"""Pages of zones: the list, one zone, and the editor on the map."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from registry import rules, services
from registry.choices import Level
from registry.filters import ZoneFilter
from registry.forms import BasisForm, ZoneForm
from registry.models import Region, Zone
from registry.views.regions import shapes_url

ZONES = ListDesk(
    key="registry.zones",
    title=_("Zones"),
    lead=_("Areas on the map that are no divisions: no-entry zones, works, where water gathers."),
    filterset=ZoneFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("kind", _("Kind"), "badge"),
        Column("region", _("Region"), "named"),
        Column("since", _("In force from"), "when", value="valid.lower"),
        Column("last_day", _("Last day (included)"), "when"),
        Column("note", _("Note"), shown=False),
    ],
    empty=Empty(
        _("No zones yet"),
        _("A zone is drawn on the map, or written as a list of points, with its days."),
        icon="map",
        action_label=_("Draw a zone"),
        action_url=reverse_lazy("registry:zone-new"),  # type: ignore[arg-type]
    ),
    export_name="zones",
    template="registry/zone_list.html",
)


@permission_required("registry.view_zone", raise_exception=True)
def zone_list(request: HttpRequest) -> HttpResponseBase:
    """List the zones in the person's region."""
    return list_page(request, ZONES, Zone.objects.visible_to(request.user).select_related("region"))


@require_safe
@permission_required("registry.view_zone", raise_exception=True)
def zone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one zone on the map, with its days and its history."""
    return show(request, _fetch(request, pk, "registry.view_zone"))


@form_page
@permission_required("registry.add_zone", raise_exception=True)
def zone_new(request: HttpRequest) -> HttpResponse:
    """Draw a new zone."""
    return _edit(request, Zone(), "registry.add_zone")


@form_page
@permission_required("registry.change_zone", raise_exception=True)
def zone_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a zone's outline, name or days."""
    return _edit(request, _fetch(request, pk, "registry.change_zone"), "registry.change_zone")


@require_POST
@permission_required("registry.change_zone", raise_exception=True)
def zone_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a zone today, with a reason."""
    row = _fetch(request, pk, "registry.change_zone")
    form = BasisForm(request.POST)
    if not form.is_valid():
        return show(request, row, form=form, status=422)
    services.end_zone(row, by=acting(request), basis=form.cleaned_data["basis"])
    return redirect(row)


def _edit(request: HttpRequest, row: Zone, perm: str) -> HttpResponse:
    regions: Any = Region.objects.allowed(request.user, perm).filter(level__lte=Level.COUNTY)
    regions = regions.order_by("path")
    if row._state.adding:
        row.region = _asked(request, regions) or regions.first()
    form = ZoneForm(request.POST or None, instance=row, regions=regions)
    if form.is_valid():
        made = services.draw_zone(form.save(commit=False), by=acting(request))
        messages.success(request, _now("The zone is on the map."))
        return redirect(made)
    context = {
        "zone": row,
        "form": form,
        "shapes": shapes_url(row.region),
        "is_new": row._state.adding,
    }
    status = 422 if form.is_bound else 200
    return render(request, "registry/zone_edit.html", context, status=status)


def _asked(request: HttpRequest, regions: Any) -> Region | None:
    """Return the region that the address names, if the person may draw there."""
    try:
        return regions.filter(pk=uuid.UUID(request.GET.get("region", ""))).first()
    except ValueError:
        return None


def show(
    request: HttpRequest, row: Zone, *, form: BasisForm | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a zone."""
    user = acting(request)
    allowed = Zone.objects.allowed(user, "registry.change_zone").filter(pk=row.pk)
    may_change = user.has_perm("registry.change_zone") and allowed.exists()
    history = None
    if user.has_perm("common.view_event"):
        events = Event.objects.about(row).reverse()[: timeline.SHOWN]
        history = timeline.entries(events, here=reference(row))
    context: dict[str, Any] = {
        "zone": row,
        "points": rules.write_lines(rules.rings(row.shape)),
        "shapes": shapes_url(row.region),
        "may_change": may_change,
        "form": (form or BasisForm()) if may_change else None,
        "panels": panels_of(row, user),
        "history": history,
    }
    return render(request, "registry/zone.html", context, status=status)


def _fetch(request: HttpRequest, pk: uuid.UUID, perm: str) -> Zone:
    rows = Zone.objects.allowed(request.user, perm).select_related("region")
    return get_object_or_404(rows, pk=pk)
