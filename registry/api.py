"""Who and where for other systems of the house."""

from rest_framework import serializers

from common.api import ScopedViewSet
from registry.filters import DepartmentFilter, RegionListFilter
from registry.models import Department, Region


class RegionOut(serializers.ModelSerializer[Region]):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None
    )

    class Meta:
        model = Region
        fields = ("id", "code", "name", "name_en", "level", "parent", "lon", "lat")


class DepartmentOut(serializers.ModelSerializer[Department]):
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None
    )
    region = serializers.CharField(source="region.code")

    class Meta:
        model = Department
        fields = ("id", "code", "name", "name_en", "uscc", "parent", "region", "level", "lines")


class Regions(ScopedViewSet):
    """The tree of divisions (GB/T 2260), as far as the caller's grants reach."""

    queryset = Region.objects.select_related("parent")
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
