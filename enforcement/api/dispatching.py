"""Dispatch rules, transfers and incidents for other systems: read, inside the grants."""

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.dispatching import DispatchRuleFilter
from enforcement.filters.incidents import IncidentFilter
from enforcement.filters.transfers import TaskTransferFilter
from enforcement.models import DispatchRule, Incident, IncidentPart, TaskTransfer


class DispatchRuleOut(serializers.ModelSerializer[DispatchRule]):
    department = serializers.CharField(source="department.code")
    region = serializers.CharField(source="region.code", default=None, allow_null=True)
    team = serializers.CharField(source="team.code", default=None, allow_null=True)

    class Meta:
        model = DispatchRule
        fields = (
            "id", "name", "priority", "department", "region", "matters", "line", "team",
            "calls_in", "most_open", "ended_at", "created_at",
        )  # fmt: skip


class DispatchRules(ScopedViewSet):
    """Rules by which tasks go out by themselves, in their turn."""

    queryset = DispatchRule.objects.select_related("department", "region", "team")
    serializer_class = DispatchRuleOut
    filterset_class = DispatchRuleFilter
    ordering_fields = ("priority",)


class TaskTransferOut(serializers.ModelSerializer[TaskTransfer]):
    from_department = serializers.CharField(source="task.department.code")
    to_department = serializers.CharField(source="to_department.code")

    class Meta:
        model = TaskTransfer
        fields = (
            "id", "task", "from_department", "to_department", "state", "reason", "due_at",
            "answer", "answered_at", "escalated_at", "made", "created_at",
        )  # fmt: skip


class TaskTransfers(ScopedViewSet):
    """Tasks that departments offer to each other, with receipt and clock."""

    queryset = TaskTransfer.objects.select_related("task__department", "to_department")
    serializer_class = TaskTransferOut
    filterset_class = TaskTransferFilter
    ordering_fields = ("due_at",)


class IncidentPartOut(serializers.ModelSerializer[IncidentPart]):
    task_source = serializers.CharField(source="task.source")
    origin = serializers.CharField(source="task.origin")

    class Meta:
        model = IncidentPart
        fields = ("task", "task_source", "origin", "created_at", "left_at")


class IncidentOut(serializers.ModelSerializer[Incident]):
    parts: Any = IncidentPartOut(many=True)

    class Meta:
        model = Incident
        fields = ("id", "title", "lead", "parts", "answered_at", "created_at")


class Incidents(ScopedViewSet):
    """Calls about one thing, and the task that answers all of them."""

    queryset = Incident.objects.select_related("lead").prefetch_related(
        Prefetch("parts", IncidentPart.objects.select_related("task"))
    )
    serializer_class = IncidentOut
    filterset_class = IncidentFilter
    ordering_fields = ("created_at",)
