"""Plans of inspection for other systems of the house: read, inside the caller's grants."""

from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.plans import PlanFilter
from enforcement.models import Plan, PlanRatio


class PlanRatioOut(serializers.ModelSerializer[PlanRatio]):
    class Meta:
        model = PlanRatio
        fields = ("grade", "risk_list", "ratio", "times")


class PlanOut(serializers.ModelSerializer[Plan]):
    department = serializers.CharField(source="department.code")
    region = serializers.CharField(source="region.code")
    subject_set = serializers.CharField(source="subject_set.code", default=None, allow_null=True)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    deadline = serializers.DateField()
    matters = serializers.SerializerMethodField()
    members = serializers.SerializerMethodField()
    ratios = PlanRatioOut(many=True)

    class Meta:
        model = Plan
        fields = (
            "id", "code", "name", "name_en", "year", "kind", "state", "department", "members",
            "region", "subject_set", "rule", "scheme", "first_day", "last_day", "method", "hours",
            "matters", "ratios", "deadline", "approved_on", "approval_no", "published_on",
            "filing_no", "filed_on", "changed_at",
        )  # fmt: skip

    def get_matters(self, plan: Plan) -> list[str]:
        """Return the codes of the matters."""
        return [each.matter.code for each in plan.matters.all()]

    def get_members(self, plan: Plan) -> list[str]:
        """Return the codes of the departments that come along."""
        return [each.department.code for each in plan.members.all()]


class Plans(ScopedViewSet):
    """Annual and special plans with their matters, departments and ratios."""

    queryset = Plan.objects.select_related("department", "region", "subject_set").prefetch_related(
        "matters__matter", "members__department", "ratios"
    )
    serializer_class = PlanOut
    filterset_class = PlanFilter
    ordering_fields = ("year", "code", "changed_at")
