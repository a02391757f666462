"""What pages and services say of who and where."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHAPE_FAULTS: dict[str, str | Promise] = {
    "empty": _("The outline is empty. Draw it, or write one point on each line."),
    "not_geojson": _("This is no outline in GeoJSON (Polygon or MultiPolygon)."),
    "not_a_point": _("Each line is a point: longitude, latitude."),
    "too_few_points": _("An outline has at least three different points."),
    "too_many_points": _("The outline has too many points."),
    "not_on_earth": _("A longitude lies between -180 and 180, a latitude between -90 and 90."),
    "crossing": _("Sides of the outline cross each other. Move a point so that they do not."),
}


def shape_fault(code: str) -> str:
    """Return in words why an outline cannot be used."""
    return str(SHAPE_FAULTS[code])
