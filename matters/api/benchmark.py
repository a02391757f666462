"""A list beside the one above it, by API: the upper list is uploaded, the outcome comes back."""

import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import RuleError
from common.idempotency import once
from common.imports import Unreadable
from matters import services
from matters.imports.portal import LARGEST_BYTES
from matters.imports.upper import UpperReader, lines_of
from matters.merging import plain
from matters.models import MatterVersion
from matters.services.benchmark import Benchmark

MOST_ROWS = 20_000


class MayBenchmark(BasePermission):
    """Whoever may see matters."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(
            request.user.is_authenticated and request.user.has_perm("matters.view_matterversion")
        )


class BenchmarkAsked(serializers.Serializer[Any]):
    """Two lists that the portal has."""

    own = serializers.SlugField(max_length=40)
    upper = serializers.SlugField(max_length=40)


class BenchmarkIn(serializers.Serializer[Any]):
    """The own list by its code, the upper one as ``file`` (CSV, XLSX) or as ``rows`` of JSON.

    Headings and keys are those of the import of lists. ``upper`` is what to call it.
    """

    own = serializers.SlugField(max_length=40)
    upper = serializers.SlugField(max_length=40, default="upper")
    file = serializers.FileField(required=False)
    rows: Any = serializers.ListField(
        child=serializers.DictField(), required=False, max_length=MOST_ROWS, allow_empty=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("rows" in attrs):
            raise serializers.ValidationError({"file": [_("Send either a file or rows.")]})
        if "file" in attrs and attrs["file"].size > LARGEST_BYTES:
            raise serializers.ValidationError({"file": [_("The file is larger than 30 MB.")]})
        return attrs


class Benchmarks(APIView):
    """What a list lacks of the upper one, says otherwise, or has besides."""

    permission_classes = (MayBenchmark,)
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        parameters=[OpenApiParameter("own", str), OpenApiParameter("upper", str)],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """Compare two lists that the portal has."""
        sent = BenchmarkAsked(data=request.query_params)
        sent.is_valid(raise_exception=True)
        rows = MatterVersion.objects.visible_to(request.user)
        return Response(_told(services.benchmark(rows, **sent.validated_data)))

    @extend_schema(request=BenchmarkIn, responses={200: OpenApiTypes.OBJECT})
    @once
    def post(self, request: Request) -> Response:
        """Compare a list with an uploaded one, which is not kept; send an Idempotency-Key."""
        sent = BenchmarkIn(data=request.data)
        sent.is_valid(raise_exception=True)
        asked = sent.validated_data
        reader = UpperReader(asked["upper"])
        try:
            if "rows" in asked:
                reader.read(lines_of(asked["rows"]), "rows")
            else:
                _read(reader, asked["file"])
        except Unreadable as trouble:
            raise RuleError("unreadable", str(trouble), field="file") from trouble
        rows = MatterVersion.objects.visible_to(request.user)
        outcome = services.benchmark_with(rows, own=asked["own"], theirs=reader.versions)
        rejected = [
            {"line": each.line, "field": each.field, "code": each.code, "reason": each.reason}
            for each in reader.report.rejected
        ]
        return Response(_told(outcome) | {"rejected": rejected})


def _read(reader: UpperReader, file: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name).name or "list")
        path.write_bytes(file.read())
        reader.run(path)


def _told(outcome: Benchmark) -> dict[str, Any]:
    return {
        "same": outcome.same,
        "missing": [_entry(each) for each in outcome.missing],
        "extra": [_entry(each) for each in outcome.extra],
        "changed": [
            {
                "own": _entry(own),
                "upper": _entry(upper),
                "fields": [
                    {"field": name, "own": plain(own, name), "upper": plain(upper, name)}
                    for name in fields
                ],
            }
            for own, upper, fields in outcome.changed
        ],
    }


def _entry(version: MatterVersion) -> dict[str, Any]:
    return {
        "id": None if version._state.adding else str(version.pk),
        "code": version.matter.code,
        "national_code": version.matter.national_code,
        "item": version.item,
        "sub_item": version.sub_item,
    }
