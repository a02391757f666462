"""Pages of regions."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from common.lists import Column, Empty, ListDesk, list_page
from registry.filters import RegionListFilter
from registry.models import Region

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
    ],
    default_ordering="code",
    empty=Empty(
        _("No regions yet"),
        _("The tree of divisions is imported once: an administrator does it."),
        icon="map-2",
    ),
    export_name="regions",
)


@permission_required("registry.view_region", raise_exception=True)
def region_list(request: HttpRequest) -> HttpResponseBase:
    """List the divisions in the person's region."""
    return list_page(
        request, REGIONS, Region.objects.visible_to(request.user).select_related("parent")
    )
