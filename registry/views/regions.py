"""Pages of regions: the list, tree and map, one region, its outline and other names."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import timeline, workdays
from common.acting import acting
from common.lists import Column, Empty, ListDesk, list_page
from common.methods import form_page
from common.models import Event, reference
from common.panels import panels_of
from registry import services
from registry.filters import RegionListFilter
from registry.forms import AliasForm, MoveFormSet, OutlineForm, RedivisionForm
from registry.models import Boundary, Region, Subject, Zone

REGIONS = ListDesk(
    key="registry.regions",
    title=_("Regions"),
    lead=_("The tree of divisions from the province to the village (GB/T 2260)."),
    filterset=RegionListFilter,
    columns=[
        Column("name", _("Name"), "name", value=lambda row: row),
        Column("code", _("Code"), "code", sort="code"),
        Column("level", _("Level"), value="get_level_display", sort="level"),
        Column("parent", _("Belongs to"), "named"),
        Column("last_day", _("Stood until"), "when", shown=False),
    ],
    default_ordering="code",
    empty=Empty(
        _("No regions yet"),
        _("The tree of divisions is imported once: an administrator does it."),
        icon="map-2",
    ),
    export_name="regions",
    template="registry/region_list.html",
)
VIEW = "registry.view_region"
FEATURES = 400


@permission_required(VIEW, raise_exception=True)
def region_list(request: HttpRequest) -> HttpResponseBase:
    """List the divisions in the person's region."""
    return list_page(
        request, REGIONS, Region.objects.visible_to(request.user).select_related("parent")
    )


@require_safe
@permission_required(VIEW, raise_exception=True)
def region_map(request: HttpRequest) -> HttpResponse:
    """Show the tree beside the map, and answer where a point or an address lies."""
    day = _day(request)
    rows = Region.objects.visible_to(request.user)
    text = request.GET.get("q", "")[:200].strip()
    point = _point(request)
    at = _at(request, rows, day)
    context: dict[str, Any] = {
        "day": day,
        "is_today": day == workdays.today(),
        "text": text,
        "point": point,
        "at": at,
        "above": rows.filter(path__in=_above(at)).order_by("path") if at else [],
        "children": _below(rows, at).in_force(day).order_by("code")[:FEATURES],
    }
    if text:
        subjects = Subject.objects.visible_to(request.user)
        context["found"] = services.find_places(text, regions=rows, subjects=subjects, day=day)
    if point:
        context["located"] = services.locate(*point, day)
        zones = [zone.pk for zone in services.zones_at(*point, day)]
        context["zones"] = Zone.objects.visible_to(request.user).filter(pk__in=zones)
    return render(request, "registry/region_map.html", context)


@require_safe
@permission_required(VIEW, raise_exception=True)
def region_shapes(request: HttpRequest) -> JsonResponse:
    """Return the outlines of a day as GeoJSON: those below a region, its own, its zones."""
    day = _day(request)
    rows = Region.objects.visible_to(request.user)
    at = _at(request, rows, day)
    shown = [each.pk for each in _below(rows, at).in_force(day).only("pk")[:FEATURES]]
    outlines = (
        Boundary.objects.allowed(request.user, VIEW)
        .in_force(day)
        .filter(region__in=[*shown, *([at.pk] if at else [])])
        .select_related("region")
    )
    features = [_feature(each.region, each.shape, own=each.region == at) for each in outlines]
    zones = Zone.objects.visible_to(request.user).in_force(day)
    if at:
        zones = zones.filter(region__path__startswith=at.path)
    features += [_feature(zone, zone.shape, zone=True) for zone in zones[:FEATURES]]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _feature(row: Any, shape: Any, **also: bool) -> dict[str, Any]:
    """Return one outline with what the map says of it."""
    geometry = shape.get("geometry", shape)
    facts = {"name": row.named, "url": row.get_absolute_url(), **also}
    return {"type": "Feature", "geometry": geometry, "properties": facts}


@require_safe
@permission_required(VIEW, raise_exception=True)
def region(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one region: facts, names, predecessors and successors, outlines, zones."""
    return show(request, _visible(request, pk))


@require_POST
@permission_required("registry.change_region", raise_exception=True)
def alias_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a region another name by which it is found."""
    row = _allowed(request, pk)
    form = AliasForm(request.POST)
    if form.is_valid():
        form.instance.region = row
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error("name", _now("The region has this name already."))
        else:
            return redirect(row)
    return show(request, row, alias_form=form, status=422)


@form_page
@permission_required("registry.change_region", raise_exception=True)
def outline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw the outline of a region, or paste it."""
    row = _allowed(request, pk)
    standing = row.boundaries.filter(valid__contains=workdays.today()).first()
    initial = {"shape": standing.shape, "source": standing.source} if standing else {}
    form = OutlineForm(request.POST or None, initial=initial)
    if form.is_valid():
        services.set_boundary(row, by=acting(request), **form.cleaned_data)
        messages.success(request, _now("The outline is in force."))
        return redirect(row)
    context = {"region": row, "form": form, "shapes": shapes_url(row)}
    return render(request, "registry/outline.html", context, status=422 if form.is_bound else 200)


@form_page
@permission_required("registry.redivide_region", raise_exception=True)
def redivide(request: HttpRequest) -> HttpResponse:
    """Enter a re-division: first what it means is shown, then it is done."""
    form = RedivisionForm(request.POST or None)
    steps = MoveFormSet(request.POST or None, prefix="moves")
    preview: Iterable[services.Consequence] = []
    if form.is_valid() and steps.is_valid():
        moves = [
            services.Move(each["old"], each["new"], each["kind"])
            for each in steps.cleaned_data
            if each.get("old") and each.get("new")
        ]
        reach = Region.objects.allowed(request.user, "registry.redivide_region")
        touched = {region.pk for move in moves for region in (move.old, move.new)}
        if not moves:
            form.add_error(None, _now("Say at least which code gives and which receives."))
        elif reach.filter(pk__in=touched).count() < len(touched):
            form.add_error(None, _now("Some of these regions lie outside your scope."))
        elif "confirmed" in request.POST:
            services.redivide(moves, by=acting(request), **form.cleaned_data)
            messages.success(request, _now("The re-division is entered."))
            return redirect(moves[0].old)
        else:
            preview = services.preview_redivision(moves)
    context = {"form": form, "steps": steps, "preview": preview}
    is_wrong = form.is_bound and not preview
    return render(request, "registry/redivide.html", context, status=422 if is_wrong else 200)


def shapes_url(row: Region | None) -> str:
    """Return the address of the outlines around a region."""
    return reverse("registry:region-shapes") + (f"?at={row.pk}" if row else "")


def show(
    request: HttpRequest, row: Region, *, alias_form: AliasForm | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a region, with a form that came back where there is one."""
    user = acting(request)
    may_change = (
        user.has_perm("registry.change_region")
        and Region.objects.allowed(user, "registry.change_region").filter(pk=row.pk).exists()
    )
    history = None
    if user.has_perm("common.view_event"):
        events = Event.objects.about(row).reverse()[: timeline.SHOWN]
        history = timeline.entries(events, here=reference(row))
    zones = Zone.objects.visible_to(user).filter(region__path__startswith=row.path)
    visible = Region.objects.visible_to(user)
    context = {
        "region": row,
        "above": visible.filter(path__in=_above(row)).exclude(pk=row.pk).order_by("path"),
        "children": row.children.order_by("code")[:100],
        "aliases": row.aliases.order_by("kind", "name"),
        "alias_form": (alias_form or AliasForm()) if may_change else None,
        "predecessors": row.predecessors.select_related("old").order_by("day", "old__code"),
        "successors": row.successors.select_related("new").order_by("day", "new__code"),
        "outlines": row.boundaries.defer("shape").order_by("valid"),
        "zones": zones.order_by("kind", "name")[:50],
        "may_change": may_change,
        "may_redivide": user.has_perm("registry.redivide_region"),
        "may_draw": user.has_perm("registry.add_zone"),
        "shapes": shapes_url(row),
        "panels": panels_of(row, user),
        "history": history,
    }
    return render(request, "registry/region.html", context, status=status)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Region:
    rows = Region.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(rows, pk=pk)


def _allowed(request: HttpRequest, pk: uuid.UUID) -> Region:
    rows = Region.objects.allowed(request.user, "registry.change_region")
    return get_object_or_404(rows.select_related("parent"), pk=pk)


def _day(request: HttpRequest) -> dt.date:
    try:
        return parse_date(request.GET.get("day", "")) or workdays.today()
    except ValueError:
        return workdays.today()


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _at(request: HttpRequest, rows: Any, day: dt.date) -> Region | None:
    """Return the region that is asked for, else the highest one that the person may see."""
    try:
        asked = rows.filter(pk=uuid.UUID(request.GET.get("at", ""))).first()
    except ValueError:
        asked = None
    found: Region | None = asked or rows.in_force(day).order_by("level", "code").first()
    return found


def _below(rows: Any, at: Region | None) -> Any:
    return rows.filter(parent=at) if at else rows.none()


def _above(row: Region) -> list[str]:
    codes = row.path.rstrip("/").split("/")
    return ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
