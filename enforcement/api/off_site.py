"""Off-site inspections for other systems of the house: read, inside the caller's grants."""

from typing import Any

from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.off_site import OffSiteFilter
from enforcement.models import OffSiteLine, OffSiteRequest


class OffSiteLineOut(serializers.ModelSerializer[OffSiteLine]):
    files: Any = serializers.SlugRelatedField("blob_id", many=True, read_only=True)

    class Meta:
        model = OffSiteLine
        fields = ("order", "item", "text", "wanted", "is_mandatory", "answer", "files")


class OffSiteRequestOut(serializers.ModelSerializer[OffSiteRequest]):
    subject = serializers.UUIDField(source="task.subject_id")
    department = serializers.CharField(source="task.department.code")
    region = serializers.CharField(source="task.region.code")
    lines = OffSiteLineOut(many=True, read_only=True)

    class Meta:
        model = OffSiteRequest
        fields = (
            "id", "state", "channel", "task", "subject", "department", "region", "due_on",
            "extended_from", "extension_reason", "round", "asked_again", "submitted_at", "lines",
            "created_at", "changed_at",
        )  # fmt: skip


class OffSiteRequests(ScopedViewSet):
    """What firms were asked for without a visit, and what they sent in, by hash."""

    queryset = OffSiteRequest.objects.select_related(
        "task__department", "task__region"
    ).prefetch_related("lines__files")
    serializer_class = OffSiteRequestOut
    filterset_class = OffSiteFilter
    ordering_fields = ("due_on", "changed_at")
