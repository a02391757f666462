"""Claims by API."""

from rest_framework import serializers

from common.api import ScopedViewSet
from matters.filters import ClaimFilter
from matters.models import Claim


class ClaimOut(serializers.ModelSerializer[Claim]):
    matter = serializers.UUIDField(source="matter_id")
    code = serializers.CharField(source="matter.code")
    department = serializers.CharField(source="department.code")
    region = serializers.CharField(source="region.code")
    valid_from = serializers.DateField(source="valid.lower")

    class Meta:
        model = Claim
        fields = (
            "id", "matter", "code", "department", "region", "level", "state", "valid_from",
            "reclaim_by",
        )  # fmt: skip


class Claims(ScopedViewSet):
    """Who exercises which matter where."""

    queryset = Claim.objects.select_related("matter", "department", "region")
    serializer_class = ClaimOut
    filterset_class = ClaimFilter
