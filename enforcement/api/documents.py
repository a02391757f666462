"""Inspection documents for other systems of the house: read, inside the caller's grants."""

from rest_framework import serializers

from common.api import ScopedViewSet
from enforcement.filters.documents import DocumentFilter
from enforcement.models import Document


class DocumentOut(serializers.ModelSerializer[Document]):
    department = serializers.CharField(source="department.code")
    template = serializers.UUIDField(source="template_id", allow_null=True)
    docx_sha256 = serializers.CharField(source="docx_id")
    pdf_sha256 = serializers.CharField(source="pdf_id")

    class Meta:
        model = Document
        fields = (
            "id", "code", "kind", "year", "number", "task", "department", "template", "issued_on",
            "docx_sha256", "pdf_sha256", "voided_at", "void_reason", "created_at",
        )  # fmt: skip


class Documents(ScopedViewSet):
    """Issued documents with their numbers and the hashes of their sealed files."""

    queryset = Document.objects.select_related("department").defer("content")
    serializer_class = DocumentOut
    filterset_class = DocumentFilter
    ordering_fields = ("issued_on", "number")
