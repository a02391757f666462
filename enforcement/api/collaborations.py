"""What departments ask of each other, for other systems: read, inside the caller's grants."""

from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.collaborations import CollaborationFilter
from enforcement.models import Collaboration


class CollaborationOut(serializers.ModelSerializer[Collaboration]):
    from_department = serializers.CharField(source="from_department.code")
    to_department = serializers.CharField(source="to_department.code")

    class Meta:
        model = Collaboration
        fields = (
            "id", "kind", "state", "from_department", "to_department", "subject", "task", "wanted",
            "receipt_due_at", "received_at", "due_at", "answer", "answered_at", "created_at",
        )  # fmt: skip


class Collaborations(ScopedViewSet):
    """Requests between departments with receipt, clock and answer."""

    queryset = Collaboration.objects.select_related("from_department", "to_department")
    serializer_class = CollaborationOut
    filterset_class = CollaborationFilter
    ordering_fields = ("due_at",)
