"""The field API: what an officer's phone takes along, and what it sends when it can.

A phone comes in by the token of its device alone (``Authorization: Bearer``): no cookie, so no
CSRF token stands in a stored body, and 401 leaves everything on the phone where it is.
"""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.models import User
from common.problems import problem
from enforcement.choices import RecordState
from enforcement.models import EvidenceUpload, FieldRecord, PocketDevice
from enforcement.services import pocket_devices, pocket_files, pocket_records
from enforcement.services.pocket_bundle import bundle, etag_of

MAY = ("enforcement.perform_task", "enforcement.perform_fact_check")
MOST_RECORD_BYTES = 2 * 1024 * 1024


class DeviceToken(BaseAuthentication):
    """The token of a device; unknown, ended, or of somebody who was disabled it is 401."""

    def authenticate(self, request: Request) -> tuple[User, PocketDevice] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return None
        device = pocket_devices.find_device(token.strip())
        if device is None:
            code = "token_revoked" if pocket_devices.was_revoked(token.strip()) else "token_ended"
            raise AuthenticationFailed(_("This phone is not logged in any more."), code)
        return device.user, device

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="pocket"'


class DeviceTokenScheme(OpenApiAuthenticationExtension):
    """Tells the OpenAPI description of it."""

    target_class = DeviceToken
    name = "deviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class MayDoTasks(BasePermission):
    """Whoever's role lets them do tasks, or fact checks at least."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return any(request.user.has_perm(perm) for perm in MAY)


class FieldView(APIView):
    """A view for phones."""

    authentication_classes = (DeviceToken,)
    permission_classes = (IsAuthenticated, MayDoTasks)


class DeviceIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, allow_blank=True, default="")


class DeviceOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class ReceiptOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    sha256 = serializers.CharField()
    received_at = serializers.DateTimeField()
    state = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)
    second = serializers.CharField()


class FileOut(serializers.Serializer[Any]):
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    content_type = serializers.CharField()
    received_at = serializers.DateTimeField()


class Devices(APIView):
    """Binds a token to the device that an officer is logged in on; ends it by itself."""

    permission_classes = (IsAuthenticated, MayDoTasks)

    def get_authenticators(self) -> list[BaseAuthentication]:
        if self.request is not None and self.request.method == "DELETE":
            return [DeviceToken()]
        return super().get_authenticators()

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the token that this comes by: the phone is being logged out."""
        pocket_devices.revoke(request.auth, by=request.user)  # type: ignore[arg-type]
        return Response(status=204)

    @extend_schema(request=DeviceIn, responses={201: DeviceOut})
    def post(self, request: Request) -> Response:
        asked = DeviceIn(data=request.data)
        asked.is_valid(raise_exception=True)
        device, token = pocket_devices.enrol(
            request._request.user,  # type: ignore[arg-type]
            name=asked.validated_data["name"],
        )
        request._request.session[pocket_devices.IN_SESSION] = str(device.pk)
        made = {"id": device.pk, "token": token, "expires_at": device.expires_at}
        return Response(DeviceOut(made).data, 201)


class Bundle(FieldView):
    """The officer's tasks with forms, rules and earlier findings, for a day without network."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        content = bundle(
            request.user,  # type: ignore[arg-type]
            address=request.build_absolute_uri,
        )
        etag = f'"{etag_of(content)}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-store"}
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers=headers)
        now = dt.datetime.now(dt.UTC).isoformat()
        return Response(content | {"server_time": now}, headers=headers)


class EvidenceFiles(FieldView):
    """Files of evidence by their hash, sent ahead of the record that names them."""

    @extend_schema(responses=FileOut)
    def get(self, request: Request, sha256: str) -> Response:
        """Tell whether a file has arrived."""
        rows = EvidenceUpload.objects.filter(user=request.user, blob=sha256)  # type: ignore[misc]
        upload = rows.select_related("blob").first()
        if upload is None:
            raise NotFound
        return Response(_file(upload))

    @extend_schema(request=OpenApiTypes.BINARY, responses={200: FileOut, 201: FileOut})
    def put(self, request: Request, sha256: str) -> Any:
        if _length(request) > settings.POCKET_VIDEO_MAX_BYTES:
            return problem(413, "size", _("The file is larger than this portal takes."))
        try:
            upload, is_new = pocket_files.receive(
                sha256,
                request._request.body,
                claimed=request.content_type or "",
                device=request.auth,  # type: ignore[arg-type]
            )
        except pocket_files.QuotaReached as full:
            return problem(429, "quota", str(full), headers={"Retry-After": "3600"})
        return Response(_file(upload), 201 if is_new else 200)


class Records(FieldView):
    """Records by the id that the phone minted: the same bytes twice are one record."""

    @extend_schema(responses=ReceiptOut)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Give the receipt of a record once more."""
        row = FieldRecord.objects.filter(officer__user=request.user, pk=pk).first()  # type: ignore[misc]
        if row is None:
            raise NotFound
        return Response(row.receipt)

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses={200: ReceiptOut, 201: ReceiptOut, 202: ReceiptOut},
    )
    def put(self, request: Request, pk: uuid.UUID) -> Any:
        if _length(request) > MOST_RECORD_BYTES:
            return problem(413, "size", _("The record is larger than this portal takes."))
        row, is_new = pocket_records.take(
            pk,
            request._request.body,
            device=request.auth,  # type: ignore[arg-type]
            sent_at=_sent_at(request),
        )
        held = row.receipt["state"] == RecordState.HELD
        return Response(row.receipt, 202 if held else 201 if is_new else 200)


def _file(upload: EvidenceUpload) -> dict[str, Any]:
    return {
        "sha256": upload.blob_id,
        "size": upload.blob.size,
        "content_type": upload.blob.content_type,
        "received_at": upload.created_at.isoformat(),
    }


def _length(request: Request) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _sent_at(request: Request) -> dt.datetime | None:
    """Return the phone's clock at sending, which tells its skew; None where it makes no sense."""
    try:
        found = parse_datetime(request.headers.get("X-Device-Time", ""))
    except ValueError:
        return None
    return found if found and found.tzinfo and 1970 < found.year < 9000 else None


urlpatterns = [
    path("devices", Devices.as_view(), name="pocket-devices"),
    path("bundle", Bundle.as_view(), name="pocket-bundle"),
    path("evidence/<str:sha256>", EvidenceFiles.as_view(), name="pocket-evidence"),
    path("records/<uuid:pk>", Records.as_view(), name="pocket-record"),
]
