"""Policies, standards and discretion benchmarks by API."""

from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api import ScopedViewSet
from matters.filters.policies import PolicyFilter
from matters.models import DiscretionGround, DiscretionTier, PolicyVersion


class PolicyOut(serializers.ModelSerializer[PolicyVersion]):
    kind = serializers.CharField(source="policy.kind")
    code = serializers.CharField(source="policy.code")
    name = serializers.CharField(source="policy.name")
    name_en = serializers.CharField(source="policy.name_en")
    department = serializers.CharField(source="policy.department.code")
    regions = serializers.SlugRelatedField("code", many=True, read_only=True)  # type: ignore[var-annotated]
    matters = serializers.PrimaryKeyRelatedField(many=True, read_only=True)  # type: ignore[var-annotated]
    valid_from = serializers.DateField(source="first_day")

    class Meta:
        model = PolicyVersion
        fields = (
            "id", "kind", "code", "name", "name_en", "number", "state", "department",
            "document_no", "issuer", "issuer_en", "issued_on", "valid_from", "expires_on",
            "summary", "summary_en", "text", "basis", "regions", "lines", "matters", "is_public",
        )  # fmt: skip


class TierOut(serializers.ModelSerializer[DiscretionTier]):
    class Meta:
        model = DiscretionTier
        fields = (
            "order", "level", "circumstances", "penalty", "measure", "least", "most",
            "times_least", "times_most",
        )  # fmt: skip


class DiscretionOut(serializers.ModelSerializer[DiscretionGround]):
    policy = serializers.UUIDField(source="version_id")
    tiers = TierOut(many=True)

    class Meta:
        model = DiscretionGround
        fields = (
            "id", "policy", "code", "law", "article", "act", "act_en", "penalty", "measure",
            "least", "most", "tiers",
        )  # fmt: skip


class MayViewPolicies(BasePermission):
    """Whoever may see the library; its versions have no permission of their own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm("matters.view_policy"))


class Policies(ScopedViewSet):
    """Policies, standards, discretion benchmarks and data standards, version by version."""

    queryset = PolicyVersion.objects.select_related("policy__department").prefetch_related(
        "regions", "matters"
    )
    serializer_class = PolicyOut
    permission_classes = (MayViewPolicies,)
    filterset_class = PolicyFilter


class Discretion(ScopedViewSet):
    """Grounds of discretion benchmarks with their ladders."""

    queryset = DiscretionGround.objects.prefetch_related("tiers")
    serializer_class = DiscretionOut
    permission_classes = (MayViewPolicies,)
    filterset_fields = ("code",)
