"""Tasks for other systems of the house: read, inside the caller's grants."""

from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters import TaskFilter
from enforcement.models import Task


class TaskOut(serializers.ModelSerializer[Task]):
    department = serializers.CharField(source="department.code")
    region = serializers.CharField(source="region.code")
    matter = serializers.CharField(
        source="matter_version.matter.code", default=None, allow_null=True
    )
    checklist = serializers.CharField(
        source="checklist_version.checklist.code", default=None, allow_null=True
    )
    outcome = serializers.CharField(allow_null=True)
    finding = serializers.CharField(allow_null=True)

    class Meta:
        model = Task
        fields = (
            "id", "kind", "state", "subject", "department", "region", "line", "matter",
            "checklist", "source", "wanted", "origin", "desk_reason", "desk_fault", "due_at",
            "created_at", "changed_at", "outcome", "finding",
        )  # fmt: skip


class Tasks(ScopedViewSet):
    """Tasks of enforcement with the answer that stands."""

    queryset = Task.objects.with_answer().select_related(
        "department", "region", "matter_version__matter", "checklist_version__checklist"
    )
    serializer_class = TaskOut
    filterset_class = TaskFilter
    ordering_fields = ("due_at", "changed_at")
