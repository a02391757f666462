"""What pages and services say of who and where."""

from django.contrib.auth.models import Permission
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
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


def in_words(permission: Permission) -> str:
    """Return a permission as a reader says it: “see: regions”."""
    verb = permission.codename.partition("_")[0]
    model = permission.content_type.model_class()
    if model is None or permission.codename != f"{verb}_{model._meta.model_name}":
        return _now(permission.name)
    words = {"view": _now("see"), "add": _now("add"), "change": _now("change")}
    if verb not in words:
        return _now(permission.name)
    return _now("%(act)s: %(what)s") % {"act": words[verb], "what": model._meta.verbose_name_plural}


def permission_in_words(code: str) -> str:
    """Return ``app.codename`` as a reader says it."""
    app_label, _dot, codename = code.partition(".")
    found = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    permission = found.select_related("content_type").first()
    return in_words(permission) if permission else code
