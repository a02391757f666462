"""The coverage map: claimed matters under which nobody has acted this year, and where."""

from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, F, Func, OuterRef, QuerySet, TextField, Value
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common import workdays
from common.lists import Column, Empty, ListDesk, list_page
from enforcement.coverage import acts_of, past_of
from matters.filters import SystemFilter
from matters.models import Claim, MatterVersion
from registry.filters import RegionFilter
from registry.models import Boundary, Department, Line, Region

WIDTH, HEIGHT, MARGIN = 480.0, 400.0, 40.0
MOST_ROWS = 14


class CoverageFilter(filters.FilterSet):
    """Where and by whom; the matters follow from the claims."""

    region = RegionFilter("claims_of__region__path", method="within")
    system = SystemFilter("claims_of__department__path", method="within")
    line = filters.ModelChoiceFilter(
        queryset=Line.objects.all(), method="in_line", label=_("Line of business")
    )

    class Meta:
        model = MatterVersion
        fields: list[str] = []

    def within(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows  # the view has asked the claims

    def in_line(self, rows: QuerySet[Any], name: str, line: Line) -> QuerySet[Any]:
        return rows.filter(line=line.code)


COVERAGE = ListDesk(
    key="enforcement.coverage",
    title=_("Coverage"),
    lead=_("Claimed matters under which nobody has acted this year: by region and department."),
    filterset=CoverageFilter,
    columns=[
        Column(
            "item", _("Matter without an act"), "name", value=lambda row: row.title, sort="item"
        ),
        Column("code", _("Code"), "code", value="matter.code", sort="matter__code"),
        Column("type", _("Type"), "badge", value="administrative_type"),
        Column("department", _("Responsible"), "named"),
        Column("claim_count", _("Claims"), "number"),
        Column("frequency", _("Frequency")),
    ],
    default_ordering="code",
    empty=Empty(
        _("No matter without an act"),
        _("There has been an act under every claimed matter this year, or nothing is claimed."),
        icon="check",
    ),
    export_name="coverage",
    template="enforcement/coverage.html",
)


@dataclass(frozen=True)
class Place:
    """A region, or a department, with its claims and those without an act this year."""

    name: str
    url: str
    claims: int
    idle: int
    path: str = ""
    x: float = 0.0
    y: float = 0.0

    @property
    def share(self) -> float:
        """Return the share of claims without an act, in percent."""
        return round(100 * self.idle / self.claims, 1) if self.claims else 0.0

    @property
    def shade(self) -> int:
        """Return the step of the scale, 0 (all covered) to 4."""
        return min(int(self.share // 20), 4)


@permission_required("enforcement.view_task", raise_exception=True)
def coverage(request: HttpRequest) -> HttpResponseBase:
    """Show the map and the matters that no act of the year covers."""
    today = workdays.today()
    asked = CoverageFilter(request.GET, MatterVersion.objects.none(), request=request)
    chosen = asked.form.cleaned_data if asked.is_valid() else {}
    region, system = chosen.get("region"), chosen.get("system")
    claims: Any = Claim.objects.visible_to(request.user).in_force(workdays.today())
    acts, past = acts_of(today), past_of(today)
    if region:
        claims = claims.filter(region__path__startswith=region.path)
        acts = acts.filter(region__path__startswith=region.path)
        past = past.filter(department__region__path__startswith=region.path)
    if system:
        claims = claims.filter(department__path__startswith=system.path)
        acts = acts.filter(claim__department__path__startswith=system.path)
        past = past.filter(department__path__startswith=system.path)
    rows = MatterVersion.objects.visible_to(request.user).in_force(workdays.today())
    rows = rows.filter(Exists(claims.filter(matter=OuterRef("matter"))))
    idle = rows.exclude(Exists(acts.filter(claim__matter=OuterRef("matter"))))
    idle = idle.exclude(Exists(past.filter(matter=OuterRef("matter"))))
    if line := chosen.get("line"):
        named = rows.filter(line=line.code).values("matter")
        claims = claims.filter(matter__in=named)
    places = _places(_grouped(claims, acts, past, "region__path", _depth(region)), region)
    context = {
        "year": today.year,
        "places": places,
        "is_drawn": any(place.path or place.x for place in places),
        "departments": _departments(_grouped(claims, acts, past, "department__path", 1)),
        "width": WIDTH,
        "height": HEIGHT,
    }
    shown = idle.with_claim_count().select_related("matter", "department")
    return list_page(request, COVERAGE, shown, context=context)


def _depth(region: Region | None) -> int:
    return region.path.count("/") + 1 if region else 2


def _grouped(
    claims: QuerySet[Any], acts: QuerySet[Any], past: QuerySet[Any], path: str, part: int
) -> dict[str, Any]:
    """Return by code of the region or department: all claims, and those without an act."""
    piece = Func(F(path), Value("/"), Value(part), function="split_part", output_field=TextField())
    elsewhere = past.filter(matter=OuterRef("matter"), department=OuterRef("department"))
    covered = claims.filter(Exists(acts.filter(claim=OuterRef("pk"))) | Exists(elsewhere))
    all_of, with_acts = (
        dict(each.order_by().annotate(piece=piece).values_list("piece").annotate(Count("pk")))
        for each in (claims, covered)
    )
    return {code: (count, count - with_acts.get(code, 0)) for code, count in all_of.items()}


def _departments(counts: dict[str, Any]) -> list[Place]:
    here = reverse("enforcement:coverage")
    found = [
        Place(each.named, f"{here}?system={each.pk}", counts[each.code][0], counts[each.code][1])
        for each in Department.objects.filter(code__in=counts)
    ]
    return sorted(found, key=lambda place: (-place.idle, place.name))[:MOST_ROWS]


def _places(counts: dict[str, Any], within: Region | None) -> list[Place]:
    """Return the regions with their outlines, or the points where there is no outline."""
    here = reverse("enforcement:coverage")
    regions = list(Region.objects.filter(code__in=[code for code in counts if code]))
    shapes = {
        row.region_id: row.shape
        for row in Boundary.objects.filter(
            region__in=regions, valid__contains=workdays.today()
        ).only("region_id", "shape")
    }
    project = _projection(
        [point for shape in shapes.values() for ring in _rings(shape) for point in ring]
        + [(each.lon, each.lat) for each in regions if each.lon and each.lat]
    )
    found = []
    for each in regions:
        x, y = project((each.lon, each.lat)) if each.lon and each.lat else (0.0, 0.0)
        outline = _outline(shapes.get(each.pk), project)
        url = f"{here}?region={each.pk}"
        found.append(
            Place(each.named, url, counts[each.code][0], counts[each.code][1], outline, x, y)
        )
    if own := counts.get(""):
        name = _now("bodies of the region itself")
        found.append(Place(name, "", own[0], own[1]))
    return sorted(found, key=lambda place: (-place.share, place.name))


def _rings(shape: Any) -> list[list[tuple[float, float]]]:
    """Return the rings of a GeoJSON polygon or multipolygon."""
    geometry = (shape or {}).get("geometry", shape) or {}
    parts = geometry.get("coordinates", [])
    polygons = [parts] if geometry.get("type") == "Polygon" else parts
    return [[(p[0], p[1]) for p in ring] for polygon in polygons for ring in polygon]


def _projection(points: list[tuple[float, float]]) -> Any:
    """Return the function from degrees to the picture that holds all points."""
    if not points:
        return lambda point: (0.0, 0.0)
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = 0.87  # the width of a degree at the province's latitude
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, 0.01),
        (HEIGHT - 2 * MARGIN) / max(north - south, 0.01),
    )

    def project(point: tuple[float, float]) -> tuple[float, float]:
        x = WIDTH / 2 + (point[0] - (west + east) / 2) * squeeze * scale
        y = HEIGHT / 2 - (point[1] - (south + north) / 2) * scale
        return round(x, 1), round(y, 1)

    return project


def _outline(shape: Any, project: Any) -> str:
    """Return the path of an outline in the picture."""
    pieces = []
    for ring in _rings(shape):
        corners = " L".join("{} {}".format(*project(point)) for point in ring)
        pieces.append(f"M{corners}Z")
    return "".join(pieces)
