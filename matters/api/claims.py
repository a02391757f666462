"""Claims by API."""

from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api import ScopedViewSet
from matters.filters import ClaimFilter, ImplementationFilter, TransferFilter
from matters.models import Claim, ImplementationList, PowerTransfer


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
            "reclaim_by", "changed", "lapses", "transfer",
        )  # fmt: skip


class Claims(ScopedViewSet):
    """Who exercises which matter where."""

    queryset = Claim.objects.select_related("matter", "department", "region")
    serializer_class = ClaimOut
    filterset_class = ClaimFilter


class ImplementationOut(serializers.ModelSerializer[ImplementationList]):
    matter = serializers.CharField(source="claim.matter.code")
    department = serializers.CharField(source="claim.department.code")
    checklist = serializers.CharField(source="checklist.code", default=None)
    exercising = serializers.CharField(source="exercising.code", default=None)
    entrusted = serializers.CharField(source="entrusted.code", default=None)
    entrusted_from = serializers.DateField(source="entrusted_valid.lower", default=None)
    entrusted_until = serializers.DateField()
    valid_from = serializers.DateField(source="first_day")
    completion = serializers.IntegerField()
    missing = serializers.SerializerMethodField()

    class Meta:
        model = ImplementationList
        fields = (
            "id", "claim", "matter", "department", "code", "number", "state", "valid_from",
            "scope", "checklist", "method", "process", "frequency", "annual_cap", "exercising",
            "contact", "phone", "entrusted", "entrusted_by", "entrusted_from", "entrusted_until",
            "completion", "missing",
        )  # fmt: skip

    def get_missing(self, row: ImplementationList) -> list[str]:
        """Return the names of the fields that say nothing yet."""
        return [name for name, is_there in row.elements.items() if not is_there]


class ImplementationLists(ScopedViewSet):
    """How bodies carry out what they have claimed; drafts inside one's grants."""

    queryset = ImplementationList.objects.select_related(
        "claim__matter", "claim__department", "checklist", "exercising", "entrusted"
    )
    serializer_class = ImplementationOut
    filterset_class = ImplementationFilter


class MayViewClaims(BasePermission):
    """Whoever may see claims; transfers have no permission of their own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm("matters.view_claim"))


class TransferOut(serializers.ModelSerializer[PowerTransfer]):
    matter = serializers.UUIDField(source="matter_id")
    code = serializers.CharField(source="matter.code")
    from_department = serializers.CharField(source="from_department.code")
    to_department = serializers.CharField(source="to_department.code")
    region = serializers.CharField(source="region.code")
    valid_from = serializers.DateField(source="valid.lower")
    valid_before = serializers.DateField(source="valid.upper")

    class Meta:
        model = PowerTransfer
        fields = (
            "id", "matter", "code", "from_department", "to_department", "region", "valid_from",
            "valid_before", "basis",
        )  # fmt: skip


class Transfers(ScopedViewSet):
    """Powers handed down to townships, with their days."""

    queryset = PowerTransfer.objects.select_related(
        "matter", "from_department", "to_department", "region"
    )
    permission_classes = (MayViewClaims,)
    serializer_class = TransferOut
    filterset_class = TransferFilter
