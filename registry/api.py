"""Who and where for other systems of the house."""

import datetime as dt
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.acting import acting
from common.api import ScopedViewSet
from common.idempotency import once
from registry import services
from registry.filters import (
    DepartmentFilter,
    OfficerFilter,
    RegionListFilter,
    SubjectFilter,
    ZoneFilter,
)
from registry.models import (
    Department,
    Officer,
    Region,
    RegionAlias,
    RegionSuccession,
    Subject,
    Zone,
)


class DaysOut(serializers.ModelSerializer[Any]):
    """Rows with days: the first and the last one, null where there is none."""

    valid_from = serializers.DateField(source="valid.lower", allow_null=True, read_only=True)
    valid_until = serializers.DateField(source="last_day", allow_null=True, read_only=True)


class AliasOut(serializers.ModelSerializer[RegionAlias]):
    class Meta:
        model = RegionAlias
        fields = ("name", "kind")


class SuccessorOut(serializers.ModelSerializer[RegionSuccession]):
    code = serializers.CharField(source="new.code")

    class Meta:
        model = RegionSuccession
        fields = ("code", "day", "kind", "basis")


class RegionOut(DaysOut):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None
    )
    aliases = AliasOut(many=True, read_only=True)
    successors = SuccessorOut(many=True, read_only=True)

    class Meta:
        model = Region
        fields = (
            "id", "code", "name", "name_en", "level", "parent", "lon", "lat", "valid_from",
            "valid_until", "aliases", "successors",
        )  # fmt: skip


class DepartmentOut(DaysOut):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None
    )
    region = serializers.CharField(source="region.code")

    class Meta:
        model = Department
        fields = (
            "id", "code", "name", "name_en", "uscc", "parent", "region", "level", "lines",
            "valid_from", "valid_until",
        )  # fmt: skip


class OfficerOut(serializers.ModelSerializer[Officer]):
    name = serializers.CharField(source="user.name")
    department = serializers.CharField(source="department.code")
    valid_until = serializers.DateField(source="last_valid_day", allow_null=True, read_only=True)

    class Meta:
        model = Officer
        fields = (
            "id", "name", "department", "certificate_no", "valid_until", "lines", "expertise",
        )  # fmt: skip


class ZoneOut(DaysOut):
    region = serializers.CharField(source="region.code")
    shape = serializers.SerializerMethodField()

    class Meta:
        model = Zone
        fields = (
            "id", "name", "name_en", "kind", "region", "valid_from", "valid_until", "note", "shape",
        )  # fmt: skip

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_shape(self, row: Zone) -> Any:
        return row.shape


class Regions(ScopedViewSet):
    """The tree of divisions (GB/T 2260), as far as the caller's grants reach."""

    queryset = Region.objects.select_related("parent").prefetch_related(
        "aliases", "successors__new"
    )
    serializer_class = RegionOut
    filterset_class = RegionListFilter
    ordering = ("code",)
    ordering_fields = ("code", "level")


class Departments(ScopedViewSet):
    """The bodies with powers of supervision."""

    queryset = Department.objects.select_related("parent", "region")
    serializer_class = DepartmentOut
    filterset_class = DepartmentFilter
    ordering = ("code",)
    ordering_fields = ("code", "level")


class Officers(ScopedViewSet):
    """Who may act, as far as the caller's grants reach."""

    queryset = Officer.objects.select_related("user", "department")
    serializer_class = OfficerOut
    filterset_class = OfficerFilter
    ordering = ("certificate_no",)
    ordering_fields = ("certificate_no",)


class Zones(ScopedViewSet):
    """Areas on the map with their days; ``shape`` is GeoJSON in WGS-84."""

    queryset = Zone.objects.select_related("region")
    serializer_class = ZoneOut
    filterset_class = ZoneFilter
    ordering_fields = ("name",)


class MayLocate(BasePermission):
    """Whoever may see regions."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        return bool(user.is_authenticated and user.has_perm("registry.view_region"))


class PointIn(serializers.Serializer[Any]):
    """A point or a text, and the day that is asked about."""

    lon = serializers.FloatField(min_value=-180, max_value=180, required=False)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False)
    q = serializers.CharField(max_length=200, required=False)
    day = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "q" not in attrs and not {"lon", "lat"} <= attrs.keys():
            raise serializers.ValidationError({"lon": "required"}, code="required")
        return attrs


@extend_schema(
    parameters=[
        OpenApiParameter("lon", float), OpenApiParameter("lat", float),
        OpenApiParameter("q", str), OpenApiParameter("day", dt.date),
    ],
    responses={200: OpenApiTypes.OBJECT},
)  # fmt: skip
@api_view(["GET"])
@permission_classes([MayLocate])
def locate(request: Request) -> Response:
    """Tell in which region a point lies on a day, or which places an address may mean."""
    asked = PointIn(data=request.query_params)
    asked.is_valid(raise_exception=True)
    values = asked.validated_data
    day = values.get("day")
    if "q" in values:
        found = services.find_places(
            values["q"],
            regions=Region.objects.visible_to(request.user),
            subjects=Subject.objects.visible_to(request.user),
            day=day,
        )
        places = [
            {
                "kind": "region" if place.is_region else "subject",
                "id": str(place.row.pk),
                "code": place.row.code,
                "name": place.row.name,
                "region": place.region.code,
                "heir": place.heir.code if place.heir else None,
                "lon": place.lon,
                "lat": place.lat,
            }
            for place in found.places
        ]
        return Response({"parts": vars(found.address), "places": places})
    region = services.locate(values["lon"], values["lat"], day)
    zones = services.zones_at(values["lon"], values["lat"], day)
    return Response(
        {
            "region": RegionOut(region).data if region else None,
            "zones": [{"id": str(zone.pk), "name": zone.name, "kind": zone.kind} for zone in zones],
        }
    )


class SubjectOut(serializers.ModelSerializer[Subject]):
    """A subject; nothing personal of a person beyond the name, no contacts."""

    region = serializers.CharField(source="region.code")
    canonical = serializers.UUIDField(source="canonical_id", allow_null=True)

    class Meta:
        model = Subject
        fields = (
            "id", "kind", "code", "name", "name_en", "uscc", "region", "address", "address_en",
            "lon", "lat", "datum", "place_source", "labels", "lines", "state", "credit_class",
            "risk_class", "canonical", "created_at",
        )  # fmt: skip


class SubjectIn(serializers.ModelSerializer[Subject]):
    """What is written of a subject; ``override`` says why a wrong check character stands.

    ``perm`` is the permission whose scope holds the regions to write to; without one, none does.
    """

    region = serializers.SlugRelatedField(slug_field="code", queryset=Region.objects.none())
    id_number = serializers.CharField(max_length=18, required=False, write_only=True)
    override = serializers.CharField(max_length=300, required=False, write_only=True)

    class Meta:
        model = Subject
        fields = (
            "kind", "code", "name", "name_en", "uscc", "id_number", "region", "address",
            "address_en", "lon", "lat", "datum", "place_source", "labels", "lines", "state",
            "override",
        )  # fmt: skip
        validators: ClassVar[list[Any]] = []

    def __init__(self, *args: Any, perm: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        if perm:
            field: Any = self.fields["region"]
            field.queryset = Region.objects.allowed(self.context["request"].user, perm)


class MayWriteSubjects(BasePermission):
    """Whoever has a grant that carries the permission of the write; its scope is asked for it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm(SUBJECT_WRITES[view.action]))  # type: ignore[attr-defined]


SUBJECT_WRITES = {"create": "registry.add_subject", "partial_update": "registry.change_subject"}


class Subjects(ScopedViewSet):
    """Who and what is supervised; a merged record names the one under which its work goes on."""

    queryset = Subject.objects.select_related("region")
    serializer_class = SubjectOut
    filterset_class = SubjectFilter
    ordering_fields = ("id", "code")

    def get_permissions(self) -> Any:
        return [MayWriteSubjects()] if self.action in SUBJECT_WRITES else super().get_permissions()

    @extend_schema(request=SubjectIn, responses={201: SubjectOut})
    @once
    def create(self, request: Request) -> Response:
        """Register a subject; send an Idempotency-Key."""
        context = {"request": request}
        sent = SubjectIn(data=request.data, context=context, perm="registry.add_subject")
        sent.is_valid(raise_exception=True)
        made = services.register(by=acting(request), **sent.validated_data)
        return Response(SubjectOut(made).data, 201)

    @extend_schema(request=SubjectIn, responses=SubjectOut)
    @once
    def partial_update(self, request: Request, pk: str) -> Response:
        """Amend a subject; what is not sent stays. Send an Idempotency-Key."""
        perm = "registry.change_subject"
        row = get_object_or_404(Subject.objects.allowed(request.user, perm), pk=pk)
        sent = SubjectIn(row, request.data, partial=True, context={"request": request}, perm=perm)
        sent.is_valid(raise_exception=True)
        content = dict(sent.validated_data)
        if region := content.pop("region", None):
            content["region_id"] = region.pk
        extra = {name: content.pop(name) for name in ("id_number", "override") if name in content}
        amended = services.amend(row, content, by=acting(request), **extra)
        return Response(SubjectOut(amended).data)
