"""What the API says of a matter: to anybody, and to staff."""

from rest_framework import serializers

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
