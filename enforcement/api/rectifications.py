"""Orders to correct for other systems of the house: read, inside the caller's grants."""

from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.rectifications import RectificationFilter
from enforcement.models import Rectification


class RectificationOut(serializers.ModelSerializer[Rectification]):
    task = serializers.UUIDField(source="inspection.task_id")
    subject = serializers.UUIDField(source="inspection.task.subject_id")
    department = serializers.CharField(source="inspection.task.department.code")
    region = serializers.CharField(source="inspection.task.region.code")

    class Meta:
        model = Rectification
        fields = (
            "id", "state", "task", "subject", "department", "region", "due_on", "extended_from",
            "extension_reason", "report", "reported_at", "recheck", "previous", "created_at",
            "changed_at",
        )  # fmt: skip


class Rectifications(ScopedViewSet):
    """Orders to correct: what is to be put right until when, and how they stand."""

    queryset = Rectification.objects.select_related(
        "inspection__task__department", "inspection__task__region"
    )
    serializer_class = RectificationOut
    filterset_class = RectificationFilter
    ordering_fields = ("due_on", "changed_at")
