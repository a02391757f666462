"""Joint visits for other systems of the house: read, inside the caller's grants."""

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.visits import VisitFilter
from enforcement.models import Visit, VisitPart


class VisitPartOut(serializers.ModelSerializer[VisitPart]):
    department = serializers.CharField(source="task.department.code")
    task_state = serializers.CharField(source="task.state")

    class Meta:
        model = VisitPart
        fields = ("task", "department", "task_state", "state", "reason", "answered_at")


class VisitOut(serializers.ModelSerializer[Visit]):
    department = serializers.CharField(source="department.code")
    region = serializers.CharField(source="region.code")
    parts: Any = VisitPartOut(many=True)

    class Meta:
        model = Visit
        fields = (
            "id", "state", "subject", "department", "region", "day", "reason", "parts",
            "created_at", "changed_at",
        )  # fmt: skip


class Visits(ScopedViewSet):
    """Joint visits: one visit by several departments, with the part of each."""

    queryset = Visit.objects.select_related("department", "region").prefetch_related(
        Prefetch("parts", VisitPart.objects.select_related("task__department"))
    )
    serializer_class = VisitOut
    filterset_class = VisitFilter
    ordering_fields = ("day", "changed_at")
