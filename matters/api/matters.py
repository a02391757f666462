"""Supervision matters by API: those in force are public, writing follows the workflow."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.permissions import AllowAny

from common import workdays
from common.api import ScopedViewSet
from matters.api.reading import MatterOut, PublicMatterOut
from matters.api.writing import MatterWriting
from matters.filters import MatterFilter
from matters.models import MatterVersion


class Matters(MatterWriting, ScopedViewSet):
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
