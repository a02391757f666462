"""What machines call: sources send batches and ask what became of them; staff read."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import MayView, ScopedViewSet
from common.authentication import PortalSession
from common.problems import problem
from datacenter import services
from datacenter.authentication import CHALLENGE, SourceSignature
from datacenter.filters import BatchFilter, SourceFilter
from datacenter.formats import Malformed, Posted, TooLarge, Unsupported
from datacenter.models import Batch, BatchRow, Dataset, Source
from datacenter.signing import SignedRequest


@csrf_exempt
@login_not_required
def ingest(request: HttpRequest, dataset: str) -> HttpResponse:
    """Take a signed batch of rows: 202 and its receipt, 200 when it is known already."""
    if request.method != "POST":
        return problem(
            405, "method_not_allowed", _("Batches come by POST."), headers={"Allow": "POST"}
        )
    try:
        return _ingest(request, dataset)
    except services.SignatureRefused as refusal:
        headers = {"WWW-Authenticate": CHALLENGE}
        return problem(401, refusal.code, refusal.message, headers=headers)
    except TooLarge:
        return problem(413, "too_large", _("The request is too large. Send several smaller ones."))
    except Unsupported:
        return problem(
            415,
            "unsupported_type",
            _(
                "Send application/json, application/x-ndjson or text/csv in UTF-8 or GB18030, "
                "plain or gzip."
            ),
        )
    except (Malformed, UnreadablePostError):
        return problem(400, "malformed_body", _("The body as a whole cannot be read."))
    except services.RequestReused as reuse:
        return problem(
            409,
            reuse.code,
            _("This request id was used before with other content, which is now quarantined."),
            batch=str(reuse.first.pk),
            quarantined=str(reuse.quarantined.pk),
        )
    except OperationalError:
        return problem(
            503,
            "unavailable",
            _("The batch cannot be kept now. Send it again with the same request id."),
            headers={"Retry-After": "5"},
        )


def _ingest(request: HttpRequest, code: str) -> HttpResponse:
    signed = SignedRequest.of(request)
    source = services.named_source(signed)
    posted = Posted(_content(request), signed.content_type, signed.content_encoding)
    services.authenticate(signed, source, posted.sha256)
    dataset = Dataset.objects.filter(code=code).first() if code.isprintable() else None
    if dataset is None:
        return problem(404, "unknown_dataset", _("There is no such dataset."))
    if not source.datasets.contains(dataset):
        return problem(
            403, "dataset_not_agreed", _("This source is not registered for the dataset.")
        )
    request_id = signed.uuid
    if request_id is None:
        return problem(400, "bad_request_id", _("X-Request-Id is no UUID."))
    batch, created = services.receive(posted, source=source, dataset=dataset, request_id=request_id)
    receipt = {"batch": str(batch.pk), "received": batch.sent, "sha256": batch.sha256}
    return JsonResponse(receipt, status=202 if created else 200)


def _content(request: HttpRequest) -> bytes:
    """Return the bytes on the wire; raises TooLarge, before reading them where that is known."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > settings.INGEST_MAX_BYTES:
        raise TooLarge
    return request.read()


class BatchOut(serializers.ModelSerializer[Batch]):
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = (
            "id", "source", "dataset", "request_id", "sha256", "received_at", "loaded_at", "state",
            "counts", "contradicts",
        )  # fmt: skip

    def get_counts(self, batch: Batch) -> dict[str, int]:
        return {name: getattr(batch, name) for name in ("sent", "loaded", "duplicate", "rejected")}


class FaultOut(serializers.ModelSerializer[BatchRow]):
    row = serializers.SerializerMethodField()
    message = serializers.CharField()

    class Meta:
        model = BatchRow
        fields = ("row", "field", "code", "message")

    def get_row(self, fault: BatchRow) -> int | None:
        return fault.row or None


class SourceOut(serializers.ModelSerializer[Source]):
    department = serializers.CharField(source="department.code")

    class Meta:
        model = Source
        fields = (
            "id", "name", "name_en", "department", "datasets", "key", "is_active", "is_simulated",
        )  # fmt: skip


class DatasetOut(serializers.ModelSerializer[Dataset]):
    class Meta:
        model = Dataset
        fields = (
            "code", "name", "name_en", "schema", "subject_field", "subject_kind", "value_field",
            "unit", "minimum", "maximum", "fresh_seconds",
        )  # fmt: skip


class MayAsk(MayView):
    """A source that signed the request, and whoever may view."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, Source) or super().has_permission(request, view)


class Batches(ScopedViewSet):
    """What became of a batch: for the source that sent it, and for the staff."""

    queryset = Batch.objects.all()
    serializer_class = BatchOut
    filterset_class = BatchFilter
    ordering_fields = ("received_at",)
    authentication_classes = (SourceSignature, PortalSession)
    permission_classes = (MayAsk,)

    def get_queryset(self) -> QuerySet[Batch]:
        if isinstance(self.request.auth, Source):
            return Batch.objects.of_source(self.request.auth)
        return super().get_queryset()

    @extend_schema(responses=FaultOut(many=True))
    @action(detail=True, ordering=("row",), ordering_fields=())
    def errors(self, request: Request, pk: str) -> Response:
        """Give the rejected rows in their order, each with its reason."""
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        page = self.paginate_queryset(batch.rejected_rows.all())
        return self.get_paginated_response(FaultOut(page, many=True).data)


class Sources(ScopedViewSet):
    """Systems that send data, without their secrets."""

    queryset = Source.objects.select_related("department").prefetch_related("datasets")
    serializer_class = SourceOut
    filterset_class = SourceFilter


class Datasets(ScopedViewSet):
    """What was agreed about the rows of a dataset."""

    queryset = Dataset.objects.all()
    serializer_class = DatasetOut
    ordering = ("code",)
    lookup_value_regex = "[^/]+"
    authentication_classes = (SourceSignature, PortalSession)
    permission_classes = (MayAsk,)

    def get_queryset(self) -> QuerySet[Dataset]:
        if isinstance(self.request.auth, Source):
            return self.request.auth.datasets.all()
        return super().get_queryset()
