"""Photos of a task, for those who may see them; never the sealed original."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from common.requests import StaffRequest
from enforcement.models import Evidence
from enforcement.services.photos import SIZES, open_photo
from enforcement.services.pocket_files import open_original


@require_GET
@cache_control(private=True, max_age=3600, immutable=True)
def photo(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a photo, re-encoded and without its metadata; ``?size=thumb`` the small one."""
    rows = Evidence.objects.visible_to(request.user).select_related("blob")
    evidence = get_object_or_404(rows, pk=pk)
    size = request.GET.get("size", "shown")
    if size not in SIZES:
        raise Http404
    return HttpResponse(open_photo(evidence, size), content_type="image/jpeg")


@require_GET
@cache_control(private=True, no_store=True)
def film(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a film or a voice note as it was sealed; who reads it stands in its custody log."""
    rows = Evidence.objects.visible_to(request.user).select_related("blob")
    evidence = get_object_or_404(rows, pk=pk)
    response = HttpResponse(
        open_original(evidence, request.user), content_type=evidence.blob.content_type
    )
    response["Content-Disposition"] = f'attachment; filename="{evidence.blob_id[:12]}"'
    return response
