"""Requests, evaluations and reforms by API."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import workdays
from common.acting import acting
from common.api import MayView, ScopedViewSet
from common.idempotency import once
from matters import services
from matters.choices import AdjustmentKind
from matters.filters.upkeep import AdjustmentFilter, EvaluationFilter, ReformFilter
from matters.models import Adjustment, Evaluation, MatterVersion, Reform
from registry.models import Department

ADD = "matters.add_adjustment"


class AdjustmentOut(serializers.ModelSerializer[Adjustment]):
    department = serializers.CharField(source="department.code")
    addressee = serializers.CharField(source="addressee.code")
    matter = serializers.UUIDField(source="matter_id")
    code = serializers.CharField(source="matter.code", default=None)
    version = serializers.UUIDField(source="version_id")
    reform = serializers.UUIDField(source="reform_id")

    class Meta:
        model = Adjustment
        fields = (
            "id", "kind", "state", "department", "addressee", "matter", "code", "title",
            "proposal", "reason", "answer", "version", "reform", "created_at",
        )  # fmt: skip


class AdjustmentIn(serializers.Serializer[Any]):
    """A request: departments by their codes, the matter by its key."""

    kind = serializers.ChoiceField(choices=AdjustmentKind.choices)
    department = serializers.CharField(max_length=40)
    addressee = serializers.CharField(max_length=40, required=False)
    matter = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=300, required=False, default="")
    proposal = serializers.CharField(max_length=5000)
    reason = serializers.CharField(max_length=5000)


class MayAsk(BasePermission):
    """Whoever has a grant that carries the right to ask."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm(ADD))


class Adjustments(ScopedViewSet):
    """Requests to adjust the list; ``POST`` asks, with an ``Idempotency-Key``."""

    queryset = Adjustment.objects.select_related("department", "addressee", "matter")
    serializer_class = AdjustmentOut
    filterset_class = AdjustmentFilter

    def get_permissions(self) -> Any:
        return [MayAsk()] if self.action == "create" else [MayView()]

    @once
    def create(self, request: Request) -> Response:
        """Ask for a change of the list in the name of a department."""
        sent = AdjustmentIn(data=request.data)
        sent.is_valid(raise_exception=True)
        fields = dict(sent.validated_data)
        own = Department.objects.allowed(request.user, ADD)
        fields["department"] = get_object_or_404(own, code=fields["department"])
        if "addressee" in fields:
            every = Department.objects.visible_to(request.user)
            fields["addressee"] = get_object_or_404(every, code=fields["addressee"])
        if "matter" in fields:
            rows = MatterVersion.objects.visible_to(request.user).in_force(workdays.today())
            found = get_object_or_404(rows.select_related("matter"), matter=fields["matter"])
            fields["matter"] = found.matter
        made = services.ask_adjustment(fields.pop("kind"), **fields, by=acting(request))
        return Response(dict(AdjustmentOut(made).data), 201)


class EvaluationOut(serializers.ModelSerializer[Evaluation]):
    matter = serializers.UUIDField(source="matter_id")
    code = serializers.CharField(source="matter.code")
    department = serializers.CharField(source="department.code")
    is_overdue = serializers.BooleanField()

    class Meta:
        model = Evaluation
        fields = (
            "id", "matter", "code", "department", "due_on", "facts", "state", "is_overdue",
            "result", "reason", "done_on", "next_on",
        )  # fmt: skip


class Evaluations(ScopedViewSet):
    """Evaluations of published matters, with the facts of their day."""

    queryset = Evaluation.objects.select_related("matter", "department")
    serializer_class = EvaluationOut
    filterset_class = EvaluationFilter


class ReformOut(serializers.ModelSerializer[Reform]):
    department = serializers.CharField(source="department.code")
    olds: Any = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    news: Any = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)

    class Meta:
        model = Reform
        fields = ("id", "kind", "state", "department", "olds", "news", "day", "reason")


class Reforms(ScopedViewSet):
    """Merges, splits and cancellations: which codes gave way to which, from which day."""

    queryset = Reform.objects.select_related("department").prefetch_related("olds", "news")
    serializer_class = ReformOut
    filterset_class = ReformFilter
