"""Check forms by API."""

from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api import ScopedViewSet
from matters.filters import ChecklistFilter
from matters.models import CheckItem, ChecklistVersion


class CheckItemOut(serializers.ModelSerializer[CheckItem]):
    class Meta:
        model = CheckItem
        fields = (
            "id", "order", "line_no", "content", "content_en", "how", "how_en", "papers",
            "papers_en", "is_key", "photo_required", "options", "score", "basis", "finding",
            "finding_en", "group", "group_en", "when_line", "when_answers",
        )  # fmt: skip


class ChecklistOut(serializers.ModelSerializer[ChecklistVersion]):
    list = serializers.CharField(source="checklist.list_code")
    code = serializers.CharField(source="checklist.code")
    name = serializers.CharField(source="checklist.name")
    name_en = serializers.CharField(source="checklist.name_en")
    items = CheckItemOut(many=True)
    valid_from = serializers.DateField(source="first_day")

    class Meta:
        model = ChecklistVersion
        fields = (
            "id", "list", "code", "name", "name_en", "number", "state", "valid_from", "verdict",
            "items",
        )  # fmt: skip


class MayViewChecklists(BasePermission):
    """Whoever may see check forms; their versions have no permission of their own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm("matters.view_checklist"))


class Checklists(ScopedViewSet):
    """Check forms with their lines."""

    queryset = ChecklistVersion.objects.select_related("checklist").prefetch_related("items")
    serializer_class = ChecklistOut
    permission_classes = (MayViewChecklists,)
    filterset_class = ChecklistFilter
