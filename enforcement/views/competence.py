"""The finder: who is competent for a matter at a place."""

import uuid

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import workdays
from common.requests import StaffRequest
from enforcement.forms.competence import FinderForm
from enforcement.services.competence import who_may
from matters.models import MatterVersion
from registry.models import Region, Subject
from registry.services.addresses import Place, find_places

MOST = 8
"""Matters and places to choose from where the words mean several."""


@require_safe
@permission_required("matters.view_claim", raise_exception=True)
def finder(request: StaffRequest) -> HttpResponse:
    """Say which departments may act; where the words mean several, let the reader choose."""
    form = FinderForm(request.GET if "matter" in request.GET else None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        versions = list(_matters(request, form.cleaned_data["matter"].strip())[: MOST + 1])
        places = _places(request, form.cleaned_data["place"])
        context |= {"versions": versions[:MOST], "places": places[:MOST], "asked": True}
        if len(versions) == 1 and len(places) == 1:
            region = places[0].heir or places[0].region
            context |= {
                "version": versions[0],
                "region": region,
                "subject": None if places[0].is_region else places[0].row,
                "found": who_may(versions[0].matter, region),
            }
    return render(request, "enforcement/finder.html", context)


def _matters(request: StaffRequest, text: str) -> QuerySet[MatterVersion]:
    rows = MatterVersion.objects.visible_to(request.user).in_force(workdays.today())
    rows = rows.select_related("matter", "department")
    by_code: QuerySet[MatterVersion] = rows.filter(matter__code=text)
    named: QuerySet[MatterVersion] = by_code if by_code.exists() else rows.named(text)
    return named.order_by("matter__code")


def _places(request: StaffRequest, text: str) -> list[Place]:
    """Return the places that a text may mean; a region or an object by its code is one."""
    regions = Region.objects.visible_to(request.user)
    subjects = Subject.objects.visible_to(request.user)
    exact = regions.in_force(workdays.today()).filter(code=text.strip()).first()
    if exact is not None:
        return [Place(exact, exact, exact.lon, exact.lat, text)]
    found = find_places(text, regions=regions, subjects=subjects).places
    seen: dict[uuid.UUID, Place] = {}
    for place in found:
        seen.setdefault(place.row.pk, place)
    return list(seen.values())
