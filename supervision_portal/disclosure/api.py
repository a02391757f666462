"""The open interface to published results: no login, read only, from the public copy alone."""

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny

from common.api import ScopedViewSet
from supervision_portal.disclosure.filters import RecordFilter
from supervision_portal.disclosure.models import PublicDraw, PublicRecord
from supervision_portal.disclosure.pages import cached


class Withdrawn(APIException):
    """The number was published once; what stood there is gone."""

    status_code = status.HTTP_410_GONE
    default_detail = _("This record has been withdrawn.")
    default_code = "withdrawn"


class PublicRecordOut(serializers.ModelSerializer[PublicRecord]):
    """What anybody may have of a result; a test compares these fields with the allow-list."""

    kind = serializers.CharField(source="task_kind")
    result = serializers.CharField(source="outcome")

    class Meta:
        model = PublicRecord
        fields = (
            "code",
            "version",
            "kind",
            "result",
            "result_on",
            "published_at",
            "subject",
            "subject_en",
            "subject_code",
            "matter_code",
            "matter",
            "matter_en",
            "department_code",
            "department",
            "department_en",
            "region_code",
            "region",
            "region_en",
        )
        read_only_fields = fields


@method_decorator(cached, name="dispatch")
class PublicRecords(ScopedViewSet):
    """Published results of inspections, the newest first; 410 for one that was withdrawn."""

    queryset = PublicRecord.objects.all()
    serializer_class = PublicRecordOut
    filterset_class = RecordFilter
    authentication_classes = ()
    permission_classes = (AllowAny,)
    ordering = ("-published_at", "-id")
    lookup_field = "code"
    lookup_value_regex = r"[\w-]+"

    def get_queryset(self) -> Any:
        """Return what anybody may read: everything published, not what a grant opens."""
        return PublicRecord.objects.shown() if self.action == "list" else PublicRecord.objects.all()

    def get_object(self) -> PublicRecord:
        record: PublicRecord = super().get_object()
        if record.withdrawn_at is not None:
            raise Withdrawn
        return record


class PublicDrawOut(serializers.ModelSerializer[PublicDraw]):
    """What anybody may have of a draw; the file is the proof."""

    class Meta:
        model = PublicDraw
        fields = (
            "code",
            "plan_code",
            "plan",
            "plan_en",
            "department",
            "department_en",
            "region",
            "region_en",
            "number",
            "state",
            "objects_count",
            "draw_count",
            "commitment_sha256",
            "result_sha256",
            "committed_at",
            "drawn_at",
        )
        read_only_fields = fields


class PublicDrawFile(PublicDrawOut):
    """One draw with its published file."""

    document = serializers.JSONField(read_only=True)

    class Meta(PublicDrawOut.Meta):
        fields = (*PublicDrawOut.Meta.fields, "document")  # type: ignore[assignment]


@method_decorator(cached, name="dispatch")
class PublicDraws(ScopedViewSet):
    """Draws that were committed to, the newest first, each with the file that proves it."""

    queryset = PublicDraw.objects.all()
    serializer_class = PublicDrawOut
    authentication_classes = ()
    permission_classes = (AllowAny,)
    ordering = ("-committed_at", "-id")
    lookup_field = "code"
    lookup_value_regex = r"[\w-]+"

    def get_queryset(self) -> Any:
        """Return what anybody may read: the public copy of every draw."""
        shown = PublicDraw.objects.shown()
        return shown.defer("paper") if self.action == "list" else shown

    def get_serializer_class(self) -> Any:
        return PublicDrawFile if self.action == "retrieve" else PublicDrawOut
