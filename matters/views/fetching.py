"""Fetching a version with the right to it: not found is all that anybody else is told."""

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from matters.models import Adjustment, MatterVersion


def visible(request: HttpRequest, pk: uuid.UUID) -> MatterVersion:
    """Fetch a version that the person may see, or answer 404."""
    rows = MatterVersion.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("matter", "department__region"), pk=pk)


def allowed(request: HttpRequest, pk: uuid.UUID, perm: str, **state: str) -> MatterVersion:
    """Fetch a version inside the grants that carry a permission, or answer 404."""
    rows = MatterVersion.objects.allowed(request.user, perm).filter(**state)
    return get_object_or_404(rows.select_related("matter", "department__region"), pk=pk)


def accepted_request(request: HttpRequest) -> Adjustment | None:
    """Return the accepted request that ``?adjustment=`` names, for whoever may carry it out."""
    try:
        pk = uuid.UUID(request.GET.get("adjustment", ""))
    except ValueError:
        return None
    rows = Adjustment.objects.allowed(request.user, "matters.decide_adjustment")
    return rows.filter(pk=pk, state="accepted").first()
