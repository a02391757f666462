"""Risk early warning for other systems of the house: read, inside the caller's grants."""

from rest_framework import serializers

from common.api import ScopedViewSet
from risk.filters import RuleFilter, WarningFilter
from risk.models import RiskWarning, RuleVersion
from risk.rules import precision


class WarningOut(serializers.ModelSerializer[RiskWarning]):
    rule = serializers.CharField(source="rule_version.rule.code")
    rule_number = serializers.IntegerField(source="rule_version.number")
    region = serializers.CharField(source="region.code")

    class Meta:
        model = RiskWarning
        fields = (
            "id", "rule", "rule_number", "subject", "target", "region", "level", "condition",
            "stage", "verdict", "measures", "event_time", "created_at", "resolved_at",
        )  # fmt: skip


class RuleOut(serializers.ModelSerializer[RuleVersion]):
    code = serializers.CharField(source="rule.code")
    name = serializers.CharField(source="rule.name")
    name_en = serializers.CharField(source="rule.name_en")
    department = serializers.CharField(source="department.code")
    confirmed = serializers.IntegerField()
    benign = serializers.IntegerField()
    false_alarms = serializers.IntegerField()
    unverifiable = serializers.IntegerField()
    waiting = serializers.IntegerField()
    precision = serializers.SerializerMethodField()

    class Meta:
        model = RuleVersion
        fields = (
            "id", "code", "number", "state", "name", "name_en", "department", "definition",
            "published_at", "confirmed", "benign", "false_alarms", "unverifiable", "waiting",
            "precision",
        )  # fmt: skip

    def get_precision(self, row: RuleVersion) -> float | None:
        return precision(row.confirmed, row.benign, row.false_alarms).value  # type: ignore[attr-defined]


class Warnings(ScopedViewSet):
    """Risk warnings. They are internal: never shown to the public."""

    queryset = RiskWarning.objects.select_related("rule_version__rule", "region")
    serializer_class = WarningOut
    filterset_class = WarningFilter
    ordering_fields = ("level", "event_time")


class Rules(ScopedViewSet):
    """Versions of risk rules with their verdicts."""

    queryset = RuleVersion.objects.with_verdicts().select_related("rule", "department")
    serializer_class = RuleOut
    filterset_class = RuleFilter
