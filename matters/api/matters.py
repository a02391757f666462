"""The list by API; matters in force are public."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from common import workdays
from common.api import ScopedViewSet
from matters.filters import MatterFilter
from matters.models import MatterVersion

PUBLIC = (
    "id", "list", "code", "national_code", "number", "item", "item_en", "sub_item", "sub_item_en",
    "administrative_type", "department", "department_name", "levels", "line", "object_types",
    "object", "object_en", "basis", "basis_en", "process", "process_en", "result", "result_en",
    "method", "method_en", "ratio", "ratio_min", "ratio_max", "frequency", "times_min",
    "times_max", "times_per", "is_on_clue", "legal_min", "legal_max", "officer_requirement",
    "power_code", "subitem_code", "subitem_power_code", "permit_type", "permit_name",
    "permit_code", "methods", "supervision_form", "apply_scope", "valid_from",
)  # fmt: skip
"""What anybody may read of a matter in force; nothing else is added for readers without login."""


class PublicMatterOut(serializers.ModelSerializer[MatterVersion]):
    """A matter in force, for readers without login."""

    list = serializers.CharField(source="matter.list_code")
    code = serializers.CharField(source="matter.code")
    national_code = serializers.CharField(source="matter.national_code")
    department = serializers.CharField(source="department.code", default=None)
    department_name = serializers.CharField(source="department.name", default=None)
    valid_from = serializers.DateField(source="first_day")

    class Meta:
        model = MatterVersion
        fields: tuple[str, ...] = PUBLIC


class MatterOut(PublicMatterOut):
    """A version as staff see it: in any state, with its claims counted."""

    matter = serializers.UUIDField(source="matter_id")
    valid_until = serializers.DateField(source="last_day")
    claim_count = serializers.IntegerField()

    class Meta(PublicMatterOut.Meta):
        fields = (
            *PUBLIC, "matter", "state", "valid_until", "unit", "note", "claim_count",
            "duty_code", "permit_power_code", "system", "serial", "revision",
        )  # fmt: skip


class Matters(ScopedViewSet):
    """Supervision matters: those in force for everybody, all versions for staff in their grants."""

    queryset = MatterVersion.objects.with_claim_count().select_related("matter", "department")
    permission_classes = (AllowAny,)
    filterset_class = MatterFilter
    ordering_fields = ("item",)

    @property
    def is_staff(self) -> bool:
        return bool(self.request.user.has_perm("matters.view_matterversion"))

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_staff:
            return super().get_queryset()
        rows = MatterVersion.objects.in_force(workdays.today())
        return rows.select_related("matter", "department")

    def get_serializer_class(self) -> type[PublicMatterOut]:
        return MatterOut if self.is_staff else PublicMatterOut
